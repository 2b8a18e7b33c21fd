"""Notices to members, shown in the product: made from fixed templates, each once, and never too many a day."""
