"""Documents of a part or kit, wherever they are shown: what there is, and the forms that add to it."""
