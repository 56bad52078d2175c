"""What readers are told: in the page, by mail, in a digest and by push."""
