-- The indent of editors/vim: each file named in $CONTACTFLOW_SCRIPTS (a path a line) is indented anew
-- from its first line to its last, and written. What went wrong is written to $CONTACTFLOW_RESULT.

local said = { lines = 0 }

local function work()
  vim.cmd('filetype plugin indent on')
  for path in io.lines(vim.env.CONTACTFLOW_SCRIPTS) do
    vim.cmd('edit ' .. vim.fn.fnameescape(path))
    assert(vim.bo.filetype == 'contactflow', path .. ' is of another type')
    vim.cmd('normal! gg=G')
    said.lines = said.lines + vim.fn.line('$')
    vim.cmd('write')
    vim.cmd('bwipeout!')
  end
end

dofile(vim.env.CONTACTFLOW_LUA .. '/report.lua')(said, work)
