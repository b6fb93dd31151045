" Contactflow: colours. Words of an action's phrase are told from words of the language by where
" they stand; what exists is the catalogue's business, and `flow lsp` says it.
if exists('b:current_syntax')
  finish
endif
let s:cpo = &cpo
set cpo&vim
syntax case match
syntax iskeyword @,48-57,_

" values
syntax match contactflowName '\<\u\w*'
syntax match contactflowField '\.\@1<=\u\w*'
syntax match contactflowInput '<\u\w*>'hs=s+1,he=e-1
syntax match contactflowNumber '\w\@1<!\d\+\%(\.\d\+\|ms\|[smhd]\)\?\>'
syntax match contactflowNumber '\w\@1<!\d\{4}-\d\d-\d\d\%(T\d\d:\d\d\%(:\d\d\%(\.\d\+\)\?\)\?\%(Z\|[+-]\d\d:\d\d\)\)\?'
syntax match contactflowNumber '\w\@1<!\d\d:\d\d\>'
syntax region contactflowText start='"' skip='\\.' end='"' oneline contains=contactflowEscape,contactflowHole
syntax match contactflowEscape '\\.' contained
syntax region contactflowHole matchgroup=contactflowBrace start='{' end='}' oneline contained
      \ contains=contactflowName,contactflowField,contactflowNumber
syntax match contactflowFunction '\<\l\+\ze('
syntax match contactflowFunction '\<\%(starts\|ends\) with\ze('

" words of the language
syntax keyword contactflowKeyword accepted after always and answers any arrives as at await backing before by
syntax keyword contactflowKeyword called cancelled day each else emit emitted ends every everywhere expect
syntax keyword contactflowKeyword fail fails false finish finishes flow for from given giving has if ignore in
syntax keyword contactflowKeyword input is it leave left let list log logged missed most never next not
syntax keyword contactflowKeyword nothing now of off on once one or other passed repeat restart retry return
syntax keyword contactflowKeyword run running seed simulator step steps test the then this times to today
syntax keyword contactflowKeyword tomorrow trace true try until use wait weekday when where with within zone

" the heads of statements
syntax match contactflowSystem '\%(^\s*use\s\+\)\@<=\%(steps\s\+from\>\)\@!\l[a-z0-9-]*'
syntax match contactflowSystem '\%(\%(^\|[{}]\|\<given\|\<expect\|\<called\s\+before\)\s*\)\@<=\l[a-z0-9-]*\ze:\s\+\l'
syntax match contactflowStepName '\%(\<step\s\+\|\<run\s\+\)\@<=\u\w*'
syntax match contactflowKind '\%(^\s*input\s\+\u\w*\s*:\s*\%(list\s\+of\s\+\)*\)\@<=\l[a-z/ ]*'
syntax match contactflowParam '\<\u\w*\ze\s*:'
syntax match contactflowThing '\%(\<wait\s\+until\s\+\%(\w\+:\s*\)\?\|\<await\s\+\%(\w\+:\s*\)\?\|\<when\s\+\)\@<=\l[a-z-]*'

" an action: words that begin a statement and are none of the language
syntax match contactflowWord '\<\l[a-z0-9-]*' contained
let s:words = 'let\|log\|if\|else\|for\|repeat\|try\|always\|within\|wait\|await\|run\|emit'
      \ . '\|use\|input\|everywhere\|every\|when\|step\|test\|given\|expect\|on\|with'
      \ . '\|giving\|next\|leave\|restart\|return\|finish\|fail\|any\|then\|at\s\+most'
      \ . '\|[a-z0-9-]\+:'
execute 'syntax match contactflowAction '
      \ . '''\%(^\|[{}]\|^\s*\w\+:\)\@<=\s*\%(\%(' . s:words . '\)\%([[:alnum:]-]\)\@!\)\@!\l.\{-}'
      \ . '\ze\%(\s\+\%(on\|with\|giving\)\>\|\s*[#}]\|\s*$\)'' '
      \ . 'contains=contactflowWord,contactflowInput,contactflowName,contactflowField,contactflowText,'
      \ . 'contactflowNumber,contactflowValueWord'
unlet s:words
syntax match contactflowAction '\%(\<\%(given\|expect\)\s\+\%(\w\+:\s*\)\?\)\@<=\l.\{-}\ze\s\+\%(answers\|called\|ends\|with\)\>'
      \ contains=contactflowWord,contactflowInput,contactflowName,contactflowText,contactflowNumber
syntax match contactflowAction '\%(\<called\s\+before\s\+\%(\w\+:\s*\)\?\)\@<=\%(\l[a-z0-9-]*:\)\@!\l.\{-}\ze\s*\%(#\|$\)'
      \ contains=contactflowWord,contactflowInput,contactflowName,contactflowText,contactflowNumber
syntax match contactflowValueWord '\%(\<\%(today\|tomorrow\)\s\+\)\@<=at\>' contained
syntax match contactflowValueWord '\%(\d\d:\d\d\s\+\)\@<=in\>' contained
" opening hours: `next open(support, now, in Zone)`
syntax match contactflowValueWord '\<next\ze\s\+open(' contained
syntax match contactflowValueWord '\%(\<open([^)]*,\s*\)\@<=in\>' contained
syntax keyword contactflowValueWord now today tomorrow true false contained

" handlers
syntax match contactflowCatches '\%(\<\%(on\|answers\)\s\+\)\@<=\u\w*\%(\s*,\_s*\u\w*\)*'
      \ contains=contactflowOutcome,contactflowComment
syntax match contactflowOutcome '\<\u\w*' contained
syntax match contactflowAnswer '\%(\<answers\>.*,\s*\)\@<=\<\u\w*\>\%(\s*:\)\@!'
syntax match contactflowAnswer '\%(\<ends\s\+in\s\+\)\@<=\u\w*'
syntax match contactflowArrow '->'
syntax match contactflowState '\%(\<is\%(\s\+not\)\?\s\+\)\@<=\u\w*'

syntax match contactflowComment '#.*$' contains=contactflowAllow,@Spell
syntax match contactflowAllow 'flow: allow F\d\d\d' contained

highlight default link contactflowComment Comment
highlight default link contactflowAllow SpecialComment
highlight default link contactflowText String
highlight default link contactflowEscape SpecialChar
highlight default link contactflowBrace Delimiter
highlight default link contactflowNumber Number
highlight default link contactflowKeyword Keyword
highlight default link contactflowArrow Operator
highlight default link contactflowWord Function
highlight default link contactflowThing Function
highlight default link contactflowFunction Function
highlight default link contactflowStepName Function
highlight default link contactflowValueWord Keyword
highlight default link contactflowOutcome Constant
highlight default link contactflowAnswer Constant
highlight default link contactflowState Constant
highlight default link contactflowKind Type
highlight default link contactflowSystem Include
highlight default link contactflowInput Identifier
highlight default link contactflowName Identifier
highlight default link contactflowField Identifier
highlight default link contactflowParam Identifier

let b:current_syntax = 'contactflow'
let &cpo = s:cpo
unlet s:cpo
