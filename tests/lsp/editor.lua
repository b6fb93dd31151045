-- What a person does in Neovim, one step after the other, each waiting for the server to say
-- something. What came of it is written to $CONTACTFLOW_RESULT.

local said = { steps = {} }
local waiting

local function finish(failure)
  said.failure = failure
  said.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local file = assert(io.open(vim.env.CONTACTFLOW_RESULT, 'w'))
  file:write(vim.json.encode(said))
  file:close()
  vim.cmd('qall!')
end

local function go_on(...)
  local thread = waiting
  waiting = nil
  local fine, failure = coroutine.resume(thread, ...)
  if not fine then
    finish(failure)
  end
end

--- Waits for findings about the text as it is now.
local function findings()
  waiting = coroutine.running()
  coroutine.yield()
  local all = {}
  for _, found in ipairs(vim.diagnostic.get(0)) do
    table.insert(all, { found.code or found.user_data.lsp.code, found.lnum, found.col, found.severity })
  end
  return all
end

--- Asks about the place of a word: the first `text` from line `line` (from 0) on.
local function place(line, text, ahead)
  local lines = vim.api.nvim_buf_get_lines(0, line, -1, false)
  for at, content in ipairs(lines) do
    local column = content:find(text, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { line + at, column - 1 + (ahead or 0) })
      return vim.lsp.util.make_position_params(0, 'utf-16')
    end
  end
  error('no ' .. text .. ' from line ' .. line)
end

local function ask(method, params)
  local thread = coroutine.running()
  vim.lsp.buf_request(0, 'textDocument/' .. method, params, function(failure, result)
    waiting = thread
    go_on(failure and { failure = failure.message } or result)
  end)
  return coroutine.yield()
end

local function keep(name, what)
  said.steps[name] = what or vim.NIL
end

local function whole()
  return { textDocument = vim.lsp.util.make_text_document_params() }
end

local function edit(workspace)
  vim.lsp.util.apply_workspace_edit(workspace, 'utf-16')
end

local function work()
  keep('filetype', vim.bo.filetype)
  keep('mistake', findings())

  local params = place(0, 'contct')
  params.range = { start = params.position, ['end'] = params.position }
  params.context = { diagnostics = vim.NIL }
  params.context.diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0)
  local actions = ask('codeAction', params)
  local titles = {}
  for _, action in ipairs(actions) do
    table.insert(titles, action.title)
  end
  keep('offers', titles)
  edit(actions[1].edit)
  keep('mended', findings())

  local typed = vim.fn.line('$')
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'hold contact <ContactId> on ' })
  keep('half-typed', findings())
  local here = whole()
  here.position = { line = typed, character = 28 }
  local list = ask('completion', here)
  local labels = {}
  for at = 1, 3 do
    table.insert(labels, list.items[at].label)
  end
  keep('completion', labels)
  vim.api.nvim_buf_set_lines(0, typed, -1, false, {})
  keep('taken back', findings())

  keep('hover', ask('hover', place(0, 'hold')).contents.value:sub(1, 60))
  keep('definition', ask('definition', place(0, 'Wait)')))
  keep('references', #ask('references', vim.tbl_extend('force', place(0, 'Wait)'), {
    context = { includeDeclaration = true },
  })))
  local rename = place(0, 'Wait)')
  rename.newName = 'Pause'
  edit(ask('rename', rename))
  keep('renamed', findings())
  rename = place(0, 'Pause)')
  rename.newName = 'pause'
  keep('refused', ask('rename', rename))

  local format = whole()
  format.options = { tabSize = 4, insertSpaces = true }
  vim.lsp.util.apply_text_edits(ask('formatting', format), 0, 'utf-16')
  keep('formatted', findings())
  local outline = {}
  for _, symbol in ipairs(ask('documentSymbol', whole())) do
    table.insert(outline, symbol.name)
  end
  keep('outline', outline)
  keep('tokens', #ask('semanticTokens/full', whole()).data % 5)
  finish()
end

vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function()
    if waiting then
      -- the editor is still in the middle of something when it says so
      vim.schedule(function()
        if waiting then
          go_on()
        end
      end)
    end
  end,
})
-- nobody waits for something that never comes
vim.defer_fn(function()
  finish('after this the server said nothing more: ' .. vim.inspect(said.steps))
end, 60000)
require('contactflow').setup {
  cmd = { vim.env.CONTACTFLOW_FLOW, 'lsp' },
}
waiting = nil
local thread = coroutine.create(work)
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.CONTACTFLOW_SCRIPT))
local fine, failure = coroutine.resume(thread)
if not fine then
  finish(failure)
end
