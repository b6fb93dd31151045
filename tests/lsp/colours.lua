-- The colours of editors/vim against the parser: each word of each script in $CONTACTFLOW_SCRIPTS (a
-- path a line) has to have the same class in both. What differs is written to $CONTACTFLOW_RESULT.

local groups = {
  Keyword = 'keyword', ValueWord = 'keyword',
  Word = 'action', Thing = 'action', Function = 'action',
  StepName = 'step', System = 'name', Kind = 'kind',
  Input = 'name', Name = 'name', Field = 'name', Param = 'name',
  Outcome = 'outcome', Answer = 'outcome', State = 'choice',
  Text = 'string', Number = 'number', Comment = 'comment', Allow = 'comment',
}
local meanings = {
  keyword = 'keyword', ['function'] = 'action', method = 'step', parameter = 'name', variable = 'name',
  property = 'name', namespace = 'name', event = 'outcome', enumMember = 'choice', type = 'kind',
  string = 'string', number = 'number', comment = 'comment',
}
local said = { words = 0, differ = {} }

local function class_at(line, column)
  local name = vim.fn.synIDattr(vim.fn.synID(line + 1, column + 1, 1), 'name')
  return groups[name:gsub('^contactflow', '')] or ('nothing: ' .. name)
end

local function agree(meant, seen)
  return meant == seen or (meant == 'choice' and seen == 'name')
end

local function compare(path, client)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  vim.cmd('set filetype=contactflow')
  vim.lsp.buf_attach_client(0, client.id)
  local params = { textDocument = vim.lsp.util.make_text_document_params() }
  local answer = assert(client.request_sync('textDocument/semanticTokens/full', params, 60000, 0))
  local legend = client.server_capabilities.semanticTokensProvider.legend.tokenTypes
  local data = answer.result.data
  local line, column = 0, 0
  for at = 1, #data, 5 do
    column = data[at] > 0 and data[at + 1] or column + data[at + 1]
    line = line + data[at]
    local text = vim.fn.getline(line + 1)
    local from = vim.str_byteindex(text, column, true)
    local meant, seen = meanings[legend[data[at + 3] + 1]], class_at(line, from)
    said.words = said.words + 1
    if not agree(meant, seen) then
      local word = text:sub(from + 1, vim.str_byteindex(text, column + data[at + 2], true))
      table.insert(said.differ, ('%s:%d: `%s` is %s, seen as %s: %s'):format(path, line + 1, word, meant, seen, text))
    end
  end
  vim.cmd('bwipeout!')
end

local function work()
  vim.cmd('syntax on')
  local id = vim.lsp.start_client { name = 'flow', cmd = { vim.env.CONTACTFLOW_FLOW, 'lsp' } }
  local client = vim.lsp.get_client_by_id(id)
  assert(vim.wait(60000, function() return client.initialized end, 10), 'the server never greeted')
  for path in io.lines(vim.env.CONTACTFLOW_SCRIPTS) do
    compare(path, client)
  end
end

dofile(vim.env.CONTACTFLOW_LUA .. '/report.lua')(said, work)
