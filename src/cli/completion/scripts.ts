/** What a shell is told to complete `marketo-extract` by. Each asks the program itself, so that it never goes stale. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The first word of a command line that asks for candidates. */
export const COMPLETE = '__complete';

const BASH = `# bash completion of marketo-extract
_marketo_extract() {
  local lines line
  COMPREPLY=()
  mapfile -t lines < <(marketo-extract ${COMPLETE} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  for line in "\${lines[@]}"; do
    if [ "$line" = ":files" ]; then compopt -o default 2>/dev/null; else COMPREPLY+=("\${line%%$'\\t'*}"); fi
  done
}
complete -F _marketo_extract marketo-extract
`;

const ZSH = `#compdef marketo-extract
_marketo_extract() {
  local -a lines candidates
  local line
  lines=("\${(@f)$(marketo-extract ${COMPLETE} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    if [[ $line == ":files" ]]; then _files; return; fi
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'marketo-extract' candidates
}
compdef _marketo_extract marketo-extract
`;

const FISH = `# fish completion of marketo-extract
function __marketo_extract_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (marketo-extract ${COMPLETE} $words[2..-1] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c marketo-extract -f -a '(__marketo_extract_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The script of a shell, to be sourced. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell];
}
