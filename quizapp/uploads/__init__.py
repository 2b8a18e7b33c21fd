"""Files that members send: told by their content, made anew, kept under random names, shown by signed addresses."""
