"""What every page shares: guards, forms, languages, headers, error pages."""
