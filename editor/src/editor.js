// CodeMirror with SPARQL. It lives in a shadow root: there it takes its styles as constructed style sheets, so that the
// page needs no `style-src 'unsafe-inline'`.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintKeymap, linter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completions } from "./completion.js";

const theme = EditorView.theme({
  "&": { fontSize: "15px", backgroundColor: "#fff", color: "#1b1f24" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Noto Sans Mono CJK SC", Consolas, Menlo, monospace', lineHeight: "1.55", minHeight: "11rem", maxHeight: "60vh" },
  ".cm-gutters": { backgroundColor: "#f5f6f8", color: "#55606c" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#eef4fb66" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16em", maxWidth: "min(40rem, 92vw)" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "4px 8px !important" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "#0b5cad !important", color: "#fff !important" },
  // A wavy line in place of CodeMirror's picture, whose address begins with `data:`, which the page's policy refuses.
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy #a4161a" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "1em", opacity: "0.8" },
  ".cm-completionInfo": { maxWidth: "22rem", padding: "6px 10px" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "#7a1fa2" },
  { tag: [tags.string, tags.special(tags.string)], color: "#00734f" },
  { tag: [tags.number, tags.bool, tags.literal], color: "#b35c00" },
  { tag: tags.comment, color: "#55606c" },
  { tag: [tags.variableName, tags.definition(tags.variableName)], color: "#0b5cad" },
  { tag: [tags.url, tags.namespace, tags.className, tags.propertyName, tags.labelName, tags.typeName], color: "#8a3b12" },
]);

/** Puts an editor in place of a text field; returns how to read and set its text, and to mark a place in it. */
export function createEditor({ field, host, terms, language, words, run }) {
  const root = host.attachShadow({ mode: "open" });
  host.hidden = false;
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({ doc: field.value, extensions: extensions(terms, language, words, run, field) }),
  });
  return {
    text: () => view.state.doc.toString(),
    set: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (line, column) => mark(view, line, column, words),
  };
}

function extensions(terms, language, words, run, field) {
  const start = (view) => {
    run(view);
    return true;
  };
  return [
    // Before all others: Enter with Ctrl would make a new line.
    keymap.of([{ key: "Mod-Enter", run: start }, { key: "Ctrl-Enter", run: start }]),
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    sparql(),
    syntaxHighlighting(colours),
    autocompletion({ override: [completions(terms, language)], icons: false }),
    linter((view) => faults(view, words), { delay: 700 }),
    // Tab is not taken: who works without a mouse must be able to leave.
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": words.field, "aria-describedby": field.getAttribute("aria-describedby") ?? "" }),
    // The field is what a form sends; it follows what is written.
    EditorView.updateListener.of((update) => {
      if (update.docChanged) field.value = update.state.doc.toString();
    }),
    EditorState.phrases.of(words.phrases),
    theme,
  ];
}

/** The first place where a query is no SPARQL; what follows from it is not told. */
function faults(view, words) {
  let found = null;
  syntaxTree(view.state).iterate({
    enter: (node) => {
      if (!found && node.type.isError) found = node.node;
      return !found;
    },
  });
  if (!found || !view.state.doc.toString().trim()) return [];
  return [diagnostic(view, found.from, Math.max(found.to, found.from + 1), words.syntax)];
}

function mark(view, line, column, words) {
  if (line < 1 || line > view.state.doc.lines) return;
  const at = view.state.doc.line(line);
  const from = Math.min(at.from + column - 1, at.to);
  view.dispatch(setDiagnostics(view.state, [diagnostic(view, from, at.to > from ? at.to : from + 1, words.place)]));
}

function diagnostic(view, from, to, message) {
  const end = view.state.doc.length;
  return { from: Math.min(from, Math.max(end - 1, 0)), to: Math.min(to, end), severity: "error", message };
}
