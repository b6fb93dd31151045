own.held = storedHolds();
return own;
