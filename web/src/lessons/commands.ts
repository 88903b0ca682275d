/// The commands of the exercise sheets, as what this page does instead: the sheets are the same text on paper, on the
/// command line and here.

export interface RunCommand {
  kind: "run";
  file: string;  ///< as the page's files are called
  result: string;
  set: string[];
  worlds: boolean;  ///< in worlds of a file, which the page has not got
}

export interface CompareCommand {
  kind: "compare";
  result: string;
  baseline?: string;
  scenarios: string[];
  columns: string[];
  groups: string[];
  first?: number;
  end?: number;
  rank: string[];
  limits: string[];
}

export interface FiguresCommand {
  kind: "figures";
  result: string;
  only: string[];
}

export interface DescribeCommand {
  kind: "describe";
  word: string;
}

export interface EvaluateCommand {
  kind: "evaluate";
  result: string;
  scenario: string;
}

/// A file of one's own that begins as a copy, and one that is put together from several entries.
export interface CopyCommand {
  kind: "copy";
  from: string;
  to: string;
}
export interface GatherCommand {
  kind: "gather";
  to: string;
}

export type Command = CopyCommand | GatherCommand | RunCommand | CompareCommand | FiguresCommand | DescribeCommand | EvaluateCommand;

/// The words of a line of a shell, quotation marks taken off.
export function shell_words(line: string): string[] {
  const words: string[] = [];
  let word = "", quote = "", begun = false;
  for (const c of line) {
    if (quote) {
      if (c === quote) quote = "";
      else word += c;
    } else if (c === "'" || c === '"') {
      quote = c;
      begun = true;
    } else if (/\s/.test(c)) {
      if (begun || word) words.push(word);
      word = "";
      begun = false;
    } else word += c;
  }
  if (begun || word) words.push(word);
  return words;
}

function options(words: string[]): {plain: string[]; given: (name: string) => string[]} {
  const plain: string[] = [], given: [string, string][] = [];
  for (let i = 0; i < words.length; ++i)
    if (/^--?[a-z]/.test(words[i])) given.push([words[i], words[++i] ?? ""]);
    else plain.push(words[i]);
  return {plain, given: (name) => given.filter(([each]) => each === name).map(([, value]) => value)};
}

/// The result that a path stands for: results/urn.h5 and results/urn are the same run.
const result_name = (path: string) => path.replace(/^results\//, "").replace(/\.h5$/, "");

/// What a block of the sheets asks for; nothing for lines that only prepare a terminal or files.
export function commands_in(block: string): Command[] {
  return block.split("\n").flatMap((line): Command[] => {
    const words = shell_words(line.trim());
    if (words[0] === "./dev" && words[1] === "figures") {
      const {plain, given} = options(words.slice(2));
      return [{kind: "figures", result: result_name(plain[0]), only: given("--only")}];
    }
    if (words[0] === "./dev" && words[1] === "evaluate") {
      const {plain, given} = options(words.slice(2));
      return [{kind: "evaluate", result: result_name(plain[0]), scenario: given("--scenario")[0] ?? ""}];
    }
    if (words[0] === "cp") return [{kind: "copy", from: words[1], to: words[2]}];
    const gathered = /> (\w+\.toml)$/.exec(line.trim());
    if (gathered) return [{kind: "gather", to: `configs/classroom/tournament/${gathered[1]}`}];
    if (words[0] !== "streetlight") return [];
    const {plain, given} = options(words.slice(2));
    if (words[1] === "run") return [{kind: "run", file: plain[0], result: result_name(given("-o")[0] ?? plain[0]), set: given("--set"),
                                    worlds: given("--worlds").length > 0}];
    if (words[1] === "describe") return [{kind: "describe", word: plain[0] ?? ""}];
    if (words[1] !== "compare") return [];
    const [first, end] = (given("--window")[0] ?? "").split(":").map((each) => (each ? Number(each) : undefined));
    return [{kind: "compare", result: result_name(plain[0]), baseline: given("--baseline")[0], scenarios: given("--scenario"),
             columns: [...given("--column"), ...given("--metric")], groups: given("--group"), first, end, rank: given("--rank"), limits: given("--at-most")}];
  });
}
