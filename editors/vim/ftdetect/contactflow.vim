" Contactflow's files end in .flow, as others' do: what is plainly somebody else's is left alone.
autocmd BufNewFile,BufRead *.flow call s:Detect()

function! s:Detect() abort
  if did_filetype() && &filetype !=# 'flow'
    return
  endif
  for line in getline(1, 20)
    " Salesforce flows are XML; JavaScript with Flow types begins with a comment or an import
    if line =~# '^\s*\%(<\|//\|/\*\|import\>\|export\>\|declare\>\|{\)'
      return
    endif
    if line !~# '^\s*\%(#\|$\)'
      break
    endif
  endfor
  set filetype=contactflow
endfunction
