-- A person runs the tests of a flow in Neovim: the lens above the flow is followed, and what failed
-- and what no test has seen is there as findings; it goes when the text changes.

local said = {}

local function finish(failure)
  said.failure = failure
  local file = assert(io.open(vim.env.CONTACTFLOW_RESULT, 'w'))
  file:write(vim.json.encode(said))
  file:close()
  vim.cmd('qall!')
end

-- Goes on when `done` gives something: the server speaks when it has something to say.
local function wait(done)
  local thread = coroutine.running()
  local function look()
    local fine, result = pcall(done)
    if not fine then
      return finish(result)
    end
    if result then
      local ran, failure = coroutine.resume(thread, result)
      if not ran then
        finish(failure)
      end
      return
    end
    vim.defer_fn(look, 10)
  end
  vim.defer_fn(look, 1)
  return coroutine.yield()
end

local function shown()
  local all = {}
  for _, found in ipairs(vim.diagnostic.get(0)) do
    if found.source == 'flow test' then
      table.insert(all, { found.lnum + 1, found.severity, found.message })
    end
  end
  return all
end

local function lenses()
  local thread = coroutine.running()
  local params = { textDocument = vim.lsp.util.make_text_document_params() }
  vim.lsp.buf_request(0, 'textDocument/codeLens', params, function(failure, result)
    vim.schedule(function()
      local ran, wrong = coroutine.resume(thread, failure and {} or result)
      if not ran then
        finish(wrong)
      end
    end)
  end)
  local found = coroutine.yield()
  local titles = {}
  for _, lens in ipairs(found) do
    table.insert(titles, (lens.range.start.line + 1) .. ': ' .. lens.command.title)
  end
  return titles, found
end

local function work()
  wait(function()
    return #vim.lsp.buf_get_clients(0) > 0 and vim.lsp.buf_get_clients(0)[1].initialized
  end)
  local before, found = lenses()
  said.before = before
  for _, lens in ipairs(found) do
    if lens.command.command == 'flow.runTests' then
      vim.lsp.buf.execute_command(lens.command)
      break
    end
  end
  said.shown = wait(function()
    local all = shown()
    return #all > 0 and all
  end)
  said.after = lenses()
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { '# changed' })
  wait(function()
    return #shown() == 0
  end)
  said.changed = lenses()
  finish()
end

vim.defer_fn(function()
  finish('after this nothing more came: ' .. vim.inspect(said))
end, 60000)
require('contactflow').setup { cmd = { vim.env.CONTACTFLOW_FLOW, 'lsp' } }
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.CONTACTFLOW_SCRIPT))
local ran, failure = coroutine.resume(coroutine.create(work))
if not ran then
  finish(failure)
end
