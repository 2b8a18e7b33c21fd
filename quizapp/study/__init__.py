"""What is read: columns, modules, articles, packages, and the credit reading earns."""
