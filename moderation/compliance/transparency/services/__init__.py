"""The services of the Transparency Database: settings, gathering, sending."""
