" Contactflow: how its text is edited.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:#
setlocal commentstring=#\ %s
setlocal expandtab
setlocal shiftwidth=4
setlocal softtabstop=4
setlocal formatoptions-=t
setlocal formatoptions+=croql
setlocal iskeyword=@,48-57,_,-
if executable('flow')
  let &l:formatprg = 'flow fmt -'
  let &l:makeprg = 'flow check --format concise %:S'
endif
setlocal errorformat=%f:%l:%c:\ %trror%m,%f:%l:%c:\ %tarning%m,%f:%l:%c:\ %tote%m

let b:match_words = '\<try\>:\<always\>,\<if\>:\<else\>'
let b:undo_ftplugin = 'setlocal comments< commentstring< expandtab< shiftwidth< softtabstop<'
      \ . ' formatoptions< iskeyword< formatprg< makeprg< errorformat<'
      \ . ' | unlet! b:match_words'
