"""The Streamlit door: thin pages; a component asks, one service call answers, a chart draws.

Belongs here: pages (`app_pages`), their pieces (`components`), what the session remembers, links and addresses.
Does not belong here: rules about stock (`app.services`), SQL (`app.warehouse.queries`), Dagster, metrics.
"""
