"""How complete a list is, field by field and region by region."""
