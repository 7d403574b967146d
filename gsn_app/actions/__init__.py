"""One function per act: gate, load, rule, save and journal. The only door to the vault."""
