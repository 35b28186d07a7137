/* Scripts that complete commands, options and words in bash and zsh, made of the table of commands:
 * what a usage does not name is not offered. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "daemon/ctl/commands.h"
#include "daemon/ctl/words.h"
#include "jarak/base/bytes.h"

/* Of the program, as main.c reads them. */
static const char global_options[] =
    "--url --socket --token-file --pack --json --lang --help --version";

/* Append the words of a usage that begin with two dashes, each once. */
static void add_options(struct jk_buf *out, const char *usage)
{
    struct jk_buf seen = { 0 };

    jk_buf_char(&seen, ' ');
    for (const char *at = strstr(usage, "--"); at; at = strstr(at + 2, "--")) {
        size_t len = 2;
        struct jk_buf word = { 0 };

        while (isalnum((unsigned char)at[len]) || (at[len] == '-' && at[len + 1] != '-'))
            len++;
        jk_buf_fmt(&word, " %.*s ", (int)len, at);
        if (jk_buf_ok(&word) && jk_buf_ok(&seen) && !strstr(seen.at, word.at)) {
            jk_buf_fmt(out, "%.*s ", (int)len, at);
            jk_buf_fmt(&seen, "%.*s ", (int)len, at);
        }
        jk_buf_clear(&word);
    }
    jk_buf_clear(&seen);
    jk_buf_str(out, "--help");
}

/* Append the words a usage offers as a choice: "propose", "webhook|email". They are those in small
 * letters that stand for themselves. */
static void add_words(struct jk_buf *out, const char *usage)
{
    size_t len;

    for (const char *at = usage; *at; at += len) {
        bool inside = at > usage && (isalnum((unsigned char)at[-1]) || strchr("-_/", at[-1]));

        len = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
        if (len > 2 && !inside && !strchr("-/.", at[len]) && !strchr(";", at[len]) &&
            strncmp(at, "each", 4) != 0 && strncmp(at, "also", 4) != 0 &&
            strncmp(at, "with", 4) != 0)
            jk_buf_fmt(out, "%.*s ", (int)len, at);
        len = len ? len : 1;
    }
}

static bool takes_file(const struct ctl_command *command)
{
    return strstr(command->usage, "FILE") != NULL;
}

/* The words of options whose values are a closed set. */
static void add_levels(struct jk_buf *out)
{
    for (unsigned i = 0; ctl_known_level(i); i++)
        jk_buf_fmt(out, "%s%s", i ? " " : "", ctl_known_level(i));
}

static void add_states(struct jk_buf *out)
{
    jk_buf_str(out, "open all");
    for (unsigned i = 0; ctl_known_state(i); i++)
        jk_buf_fmt(out, " %s", ctl_known_state(i));
}

static void add_names(struct jk_buf *out)
{
    const struct ctl_command *command;

    for (size_t i = 0; (command = ctl_command_at(i)); i++)
        jk_buf_fmt(out, "%s%s", i ? " " : "", command->name);
}

static void write_bash(struct jk_buf *out)
{
    const struct ctl_command *command;

    jk_buf_str(out, "# jarakctl completion bash > /etc/bash_completion.d/jarakctl\n"
                    "_jarakctl()\n{\n"
                    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
                    "command= i\n"
                    "    local global=\"");
    jk_buf_str(out, global_options);
    jk_buf_str(out, "\" commands=\"");
    add_names(out);
    jk_buf_str(out, "\"\n"
                    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                    "        case ${COMP_WORDS[i]} in\n"
                    "        --url|--socket|--token-file|--pack|--lang) ((i++));;\n"
                    "        -*) ;;\n"
                    "        *) command=${COMP_WORDS[i]}; break;;\n"
                    "        esac\n"
                    "    done\n"
                    "    [[ ${COMP_WORDS[0]##*/} == jarakd-setup ]] && command=setup\n"
                    "    case $before in\n"
                    "    --level) COMPREPLY=($(compgen -W \"");
    add_levels(out);
    jk_buf_str(out, "\" -- \"$word\")); return;;\n"
                    "    --lang) COMPREPLY=($(compgen -W \"id en\" -- \"$word\")); return;;\n"
                    "    --tls) COMPREPLY=($(compgen -W \"proxy local none\" -- \"$word\")); "
                    "return;;\n"
                    "    --state) COMPREPLY=($(compgen -W \"");
    add_states(out);
    jk_buf_str(out, "\" -- \"$word\")); return;;\n"
                    "    --token-file|--socket|--policy|--checkpoint|--config) COMPREPLY=("
                    "$(compgen -f -- \"$word\")); return;;\n"
                    "    --pack|--data) COMPREPLY=($(compgen -d -- \"$word\")); return;;\n"
                    "    esac\n"
                    "    case $command in\n"
                    "    '') COMPREPLY=($(compgen -W \"$global $commands\" -- \"$word\"));;\n");
    for (size_t i = 0; (command = ctl_command_at(i)); i++) {
        jk_buf_fmt(out, "    %s) COMPREPLY=($(compgen %s-W \"", command->name,
                   takes_file(command) ? "-f " : "");
        add_words(out, command->usage);
        add_options(out, command->usage);
        jk_buf_str(out, "\" -- \"$word\"));;\n");
    }
    jk_buf_str(out, "    esac\n}\ncomplete -o filenames -F _jarakctl jarakctl jarakd-setup\n");
}

/* The commands with what each does, for zsh's _describe: 'name:about'. */
static void add_described(struct jk_buf *out, enum jk_lang lang)
{
    const struct ctl_command *command;

    for (size_t i = 0; (command = ctl_command_at(i)); i++) {
        jk_buf_fmt(out, "        '%s:", command->name);
        for (const char *at = jk_text_get(command->about, lang); *at; at++) {
            if (*at == '\'')
                jk_buf_str(out, "'\\''");
            else
                jk_buf_char(out, *at);
        }
        jk_buf_str(out, "'\n");
    }
}

static void write_zsh(struct jk_buf *out, enum jk_lang lang)
{
    const struct ctl_command *command;

    jk_buf_str(out, "#compdef jarakctl jarakd-setup\n"
                    "# jarakctl completion zsh > /usr/local/share/zsh/site-functions/_jarakctl\n"
                    "local command= i\n"
                    "local -a about\n"
                    "for ((i = 2; i < CURRENT; i++)); do\n"
                    "    case ${words[i]} in\n"
                    "    --url|--socket|--token-file|--pack|--lang) ((i++));;\n"
                    "    -*) ;;\n"
                    "    *) command=${words[i]}; break;;\n"
                    "    esac\n"
                    "done\n"
                    "[[ ${words[1]:t} == jarakd-setup ]] && command=setup\n"
                    "case ${words[CURRENT-1]} in\n"
                    "--level) compadd -- ");
    add_levels(out);
    jk_buf_str(out, "; return;;\n"
                    "--lang) compadd -- id en; return;;\n"
                    "--tls) compadd -- proxy local none; return;;\n"
                    "--state) compadd -- ");
    add_states(out);
    jk_buf_str(out, "; return;;\n"
                    "--token-file|--socket|--policy|--checkpoint|--config) _files; return;;\n"
                    "--pack|--data) _files -/; return;;\n"
                    "esac\n"
                    "case $command in\n"
                    "'')\n    about=(\n");
    add_described(out, lang);
    jk_buf_fmt(out, "    )\n    _describe command about\n    compadd -- %s;;\n", global_options);
    for (size_t i = 0; (command = ctl_command_at(i)); i++) {
        jk_buf_fmt(out, "%s) compadd -- ", command->name);
        add_words(out, command->usage);
        add_options(out, command->usage);
        jk_buf_fmt(out, "%s;;\n", takes_file(command) ? "; _files" : "");
    }
    jk_buf_str(out, "esac\n");
}

int jk_ctl_completion(const struct jk_ctl *ctl, int argc, char **argv)
{
    static const struct ctl_option none[] = { { .name = NULL } };
    struct jk_buf out = { 0 };
    struct ctl_words words;
    int status = ctl_words_read(&words, argc, argv, none, 1, 1);

    if (status != JK_EXIT_OK)
        return status;
    if (strcmp(words.at[0], "bash") == 0)
        write_bash(&out);
    else if (strcmp(words.at[0], "zsh") == 0)
        write_zsh(&out, ctl->lang);
    else
        return JK_EXIT_USAGE;
    fputs(jk_buf_ok(&out) ? out.at : "", stdout);
    jk_buf_clear(&out);
    return JK_EXIT_OK;
}
