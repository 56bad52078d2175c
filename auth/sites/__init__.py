"""The sites of a newsroom: names, hosts, looks, house rules and other pages."""
