-- Contactflow in Neovim (0.7 and later): starts `flow lsp` for files of this language.
--
--   require('contactflow').setup {}
--   require('contactflow').setup { cmd = { '/opt/flow', 'lsp' }, profile = 'lab' }
--
-- `on_attach`, `capabilities`, `handlers` and `flags` are passed on as they are.

local M = {}

--- The folder whose settings hold: the nearest with a flow.toml or a repository, else the file's.
local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local found = vim.fn.findfile('flow.toml', folder .. ';')
  if found ~= '' then
    return vim.fn.fnamemodify(found, ':p:h')
  end
  local git = vim.fn.finddir('.git', folder .. ';')
  if git ~= '' then
    return vim.fn.fnamemodify(git, ':p:h:h')
  end
  return folder
end

local clients = {}

--- Starts the server for a buffer, or lets it join one that serves the same folder.
function M.start(buffer, options)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local config = vim.tbl_extend('force', {
    name = 'flow',
    cmd = { 'flow', 'lsp' },
    root_dir = root,
    init_options = { profile = options.profile },
  }, options)
  config.profile = nil
  -- <C-x><C-o> completes; later editors set this by themselves
  if vim.bo[buffer].omnifunc == '' then
    vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
  end
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = buffer })
  end
  local id = clients[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(config)
    clients[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
  return id
end

function M.setup(options)
  options = options or {}
  local group = vim.api.nvim_create_augroup('contactflow', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = { 'contactflow', 'toml' },
    callback = function(event)
      local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(event.buf), ':t')
      if vim.bo[event.buf].filetype == 'contactflow' or name == 'flow.toml' then
        M.start(event.buf, options)
      end
    end,
  })
end

return M
