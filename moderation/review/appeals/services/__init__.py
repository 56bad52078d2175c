"""The services of appeals: making and answering them."""
