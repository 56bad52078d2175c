"""The law page of a site: UK exemption, self-assessment, data protection."""
