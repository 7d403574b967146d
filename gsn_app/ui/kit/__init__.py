"""The small kit every screen is made of; import its modules one by one."""
