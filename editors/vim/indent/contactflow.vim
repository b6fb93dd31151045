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
  return a:line =~# '^\s*\%(on\|with\|giving\|always\)\>'
endfunction

" `Name: value` below a comma goes on with what is above; `Desk: hold contact …` begins a statement.
function! s:IsArgument(lnum) abort
  if getline(a:lnum) !~# '^\s*\u\w*:'
    return 0
  endif
  let above = prevnonblank(a:lnum - 1)
  while above > 0 && s:Bare(getline(above)) =~# '^\s*$'
    let above = prevnonblank(above - 1)
  endwhile
  return s:Bare(getline(above)) =~# ',\s*$'
endfunction

" Where the block begins that a line closes: it is as deep.
function! s:Opener(lnum) abort
  let lnum = prevnonblank(a:lnum - 1)
  while lnum > 1 && (indent(lnum) != indent(a:lnum) || s:Bare(getline(lnum)) !~# '[{(\[]\s*$')
    let lnum = prevnonblank(lnum - 1)
  endwhile
  return lnum
endfunction

" The line where the statement begins that a line above belongs to.
function! s:Owner(lnum) abort
  let lnum = prevnonblank(a:lnum)
  while lnum > 1
    let line = s:Bare(getline(lnum))
    if line =~# '^\s*[})\]]'
      let lnum = s:Opener(lnum)
      if s:Bare(getline(lnum)) !~# '^\s*}' && !s:IsClause(getline(lnum))
        return lnum
      endif
    elseif s:IsClause(line) || line =~# '^\s*$' || s:IsArgument(lnum)
      let lnum = prevnonblank(lnum - 1)
    else
      return lnum
    endif
  endwhile
  return lnum
endfunction

" How deep a clause stands below a line.
function! s:Clause(above) abort
  let lnum = getline(a:above) =~# '^\s*}\s*$' ? s:Opener(a:above) : a:above
  let line = getline(lnum)
  if line =~# '^\s*}\s*on\>'
    return indent(lnum) + 2
  endif
  return s:IsClause(line) ? indent(lnum) : indent(s:Owner(lnum)) + shiftwidth()
endfunction

function! ContactflowIndent(lnum) abort
  " a comment says nothing of how deep the next line is
  let above = prevnonblank(a:lnum - 1)
  while above > 0 && s:Bare(getline(above)) =~# '^\s*$'
    let above = prevnonblank(above - 1)
  endwhile
  if above == 0
    return 0
  endif
  let here = getline(a:lnum)
  " a comment between handlers is as deep as the handler that it is about
  let below = a:lnum
  while here =~# '^\s*#' && below > 0
    let below = nextnonblank(below + 1)
    if getline(below) !~# '^\s*#'
      let here = below > 0 && s:IsClause(getline(below)) ? getline(below) : here
      break
    endif
  endwhile
  let before = s:Bare(getline(above))
  if before =~# '[{(\[]\s*$'
    return indent(above) + (here =~# '^\s*[})\]]' ? 0 : shiftwidth())
  endif
  if here =~# '^\s*[})\]]'
    return indent(s:Owner(above)) - shiftwidth()
  endif
  if s:IsClause(here)
    return s:Clause(above)
  endif
  if before =~# ',\s*$'
    return s:IsClause(before) ? indent(above) + 5 : indent(above)
  endif
  return indent(s:Owner(above))
endfunction
