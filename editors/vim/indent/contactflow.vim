" Contactflow: blocks and clauses are four blanks deeper.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=ContactflowIndent(v:lnum)
setlocal indentkeys=0{,0},0),0],!^F,o,O,0=on\ ,0=with\ ,0=giving\ ,0=else,0=always
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*ContactflowIndent')
  finish
endif

function! s:Bare(line) abort
  return substitute(substitute(a:line, '"\%(\\.\|[^"\\]\)*"', '""', 'g'), '\s*#.*$', '', '')
endfunction

" A line that goes on with the statement above.
function! s:IsClause(line) abort
  return a:line =~# '^\s*\%(on\|with\|giving\)\>'
endfunction

" The line where the statement begins that a clause above belongs to.
function! s:Owner(lnum) abort
  let lnum = prevnonblank(a:lnum)
  while lnum > 1 && (s:IsClause(getline(lnum)) || s:Bare(getline(lnum)) =~# '^\s*\%($\|\u\w*:\)')
    let lnum = prevnonblank(lnum - 1)
  endwhile
  return lnum
endfunction

function! ContactflowIndent(lnum) abort
  let above = prevnonblank(a:lnum - 1)
  if above == 0
    return 0
  endif
  let here = getline(a:lnum)
  let before = s:Bare(getline(above))
  if before =~# '[{(\[]\s*$'
    return indent(above) + (here =~# '^\s*[})\]]' ? 0 : shiftwidth())
  endif
  if here =~# '^\s*[})\]]'
    return indent(s:Owner(above)) - shiftwidth()
  endif
  if s:IsClause(here)
    if s:IsClause(before)
      return indent(above)
    endif
    let owner = s:Owner(above)
    return indent(owner) + shiftwidth()
  endif
  if before =~# ',\s*$'
    return s:IsClause(before) ? indent(above) + 5 : indent(above)
  endif
  return indent(s:Owner(above))
endfunction
