namespace CtrBench.Harness.Commands;

/// <summary>
/// The completion scripts. Each hands the line up to the cursor to the program's [suggest] directive. Where that knows nothing a shell
/// completes files, and so it does for the verbs that take run folders, until an option is begun.
/// </summary>
internal static class CompletionScripts
{
    /// <summary>For bash, 3.2 and later.</summary>
    public const string Bash = """
        # Completion of ctrbench in bash. Now: source <(ctrbench completion bash)
        # Permanently: ctrbench completion bash > ~/.local/share/bash-completion/completions/ctrbench
        _ctrbench() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" candidate offered values=
            line="${line#"${line%%[![:space:]]*}"}"
            line="${line#*[[:space:]]}"
            # bash cuts --option=value into three words
            if [[ $line =~ ^(.*--[a-z-]+)=([^[:space:]]*)$ ]]; then
                line="${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
                word="${BASH_REMATCH[2]}"
            fi
            offered=$("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
            for candidate in $offered; do [[ $candidate == -* ]] || values+=" $candidate"; done
            if [[ $word != -* && ( -n $values || " analyze plot compare explain runs open " == *" ${COMP_WORDS[1]} "* ) ]]
            then offered=$values; fi
            COMPREPLY=($(compgen -W "$offered" -- "$word"))
        }
        complete -o default -F _ctrbench ctrbench

        """;

    /// <summary>For zsh, as a file of its function path or sourced after compinit.</summary>
    public const string Zsh = """
        #compdef ctrbench
        # Completion of ctrbench in zsh, after compinit. Now: source <(ctrbench completion zsh)
        # Permanently: ctrbench completion zsh > a folder of $fpath/_ctrbench
        _ctrbench() {
            local line="${(j: :)words[2,CURRENT-1]} $PREFIX"
            if [[ $PREFIX == --*=* ]]; then
                line="${line%=*} ${PREFIX#*=}"
                compset -P '*='
            fi
            line="${line# }"
            local -a offered values
            offered=(${(f)"$($words[1] "[suggest:${#line}]" "$line" 2>/dev/null)"})
            values=(${offered:#-*})
            if [[ $PREFIX != -* ]] && { (( $#values )) || [[ " analyze plot compare explain runs open " == *" $words[2] "* ]] }; then
                offered=($values)
            fi
            if (( $#offered )); then compadd -a offered; else _files; fi
        }
        if [[ $funcstack[1] == _ctrbench ]]; then _ctrbench "$@"; else compdef _ctrbench ctrbench; fi

        """;

    /// <summary>For PowerShell, 7 and later.</summary>
    public const string Pwsh = """
        # Completion of ctrbench in PowerShell. Now: ctrbench completion pwsh | Out-String | Invoke-Expression
        # Permanently: ctrbench completion pwsh >> $PROFILE
        Register-ArgumentCompleter -Native -CommandName ctrbench -ScriptBlock {
            param($word, $ast, $cursor)
            $length = $cursor - $ast.Extent.StartOffset
            $line = $ast.Extent.Text.PadRight($length).Substring(0, $length) -replace '^\s*\S+\s?', ''
            # --option=value is one word here, a list after a comma several
            $line = $line -replace '=([^\s=]*)$', ' $1'
            $last = ($line -split '\s')[-1]
            $offered = @(ctrbench "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_ -like "$last*" })
            $values = @($offered | Where-Object { $_ -notlike '-*' })
            if ($last -notlike '-*' -and ($values -or $line -match '^(analyze|plot|compare|explain|runs|open)\s')) { $offered = $values }
            $offered | ForEach-Object {
                $more = "$word".Length - $last.Length
                $text = $more -ge 0 ? "$word".Remove($more) + $_ : $_.Substring(-$more)
                [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
            }
        }

        """;
}
