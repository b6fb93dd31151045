-- Runs what a script is for; what it saw, and what went wrong, is written to $CONTACTFLOW_RESULT.

return function(said, work)
  local fine, failure = pcall(work)
  said.failure = not fine and tostring(failure) or nil
  local file = assert(io.open(vim.env.CONTACTFLOW_RESULT, 'w'))
  file:write(vim.json.encode(said))
  file:close()
  vim.cmd('qall!')
end
