"""The Streamlit door: thin pages; a component asks, one service call answers, a chart draws."""
