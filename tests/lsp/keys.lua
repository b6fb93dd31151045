-- What a person types in Neovim, key by key, and completes with <C-x><C-o>. What the last line is
-- then is written to $CONTACTFLOW_RESULT.

local said = { lines = {} }

local function finish(failure)
  said.failure = failure
  local file = assert(io.open(vim.env.CONTACTFLOW_RESULT, 'w'))
  file:write(vim.json.encode(said))
  file:close()
  vim.cmd('qall!')
end

--- Waits until something is so.
local function until_so(what)
  local thread = coroutine.running()
  local function look(left)
    if what() then
      local fine, failure = coroutine.resume(thread)
      if not fine then
        finish(failure)
      end
    elseif left == 0 then
      finish('it never came; the line is ' .. vim.api.nvim_get_current_line())
    else
      vim.defer_fn(function()
        look(left - 1)
      end, 20)
    end
  end
  vim.defer_fn(function()
    look(1000)
  end, 20)
  coroutine.yield()
end

local function mode()
  return vim.api.nvim_get_mode().mode:sub(1, 1)
end

--- Types into a new last line, and takes the entry that is shown so.
local function complete(typed, wanted)
  vim.api.nvim_input('<Esc>Go')
  until_so(function()
    return mode() == 'i' and vim.api.nvim_get_current_line() == ''
  end)
  vim.api.nvim_input((typed:gsub('<', '<lt>')))
  until_so(function()
    return vim.api.nvim_get_current_line() == typed
  end)
  vim.api.nvim_input('<C-x><C-o>')
  local items
  until_so(function()
    items = vim.fn.complete_info({ 'items' }).items
    return #items > 0
  end)
  local at
  for index, item in ipairs(items) do
    if item.abbr == wanted then
      at = index
    end
  end
  assert(at, 'no ' .. wanted .. ' after ' .. typed .. ': ' .. vim.inspect(items[1]))
  -- the first is selected already
  vim.api.nvim_input(string.rep('<C-n>', at - 1) .. '<C-y><Esc>')
  until_so(function()
    return mode() == 'n'
  end)
  table.insert(said.lines, vim.api.nvim_get_current_line())
end

local function work()
  until_so(function()
    return #vim.lsp.buf_get_clients(0) > 0
  end)
  for _, pair in ipairs(vim.json.decode(vim.env.CONTACTFLOW_TYPED)) do
    complete(pair[1], pair[2])
  end
  finish()
end

vim.opt.completeopt = 'menuone'
require('contactflow').setup {
  cmd = { vim.env.CONTACTFLOW_FLOW, 'lsp' },
}
vim.cmd('filetype plugin on')
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.CONTACTFLOW_SCRIPT))
vim.schedule(function()
  local fine, failure = coroutine.resume(coroutine.create(work))
  if not fine then
    finish(failure)
  end
end)
