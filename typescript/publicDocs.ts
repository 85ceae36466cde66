// Which exports of a package's entries bear no documentation, and which of their members: read from what `tsc` has declared,
// since that is what an editor shows. It follows `package.json`, so that a new entry is looked at by itself. Used by the
// test `docs.test.ts` of each package; it changes nothing.

import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse } from "@babel/parser";

/** A node of the parser's tree, of which only what is looked at is named. */
interface Node {
  readonly type: string;
  readonly leadingComments?: readonly { readonly type: string; readonly value: string }[] | null;
  readonly [part: string]: unknown;
}

/** What a module declares or passes on, by the name under which it exports it. */
type Exports = ReadonlyMap<string, Found>;

interface Found {
  readonly file: string;
  /** The statement, whose comment is the documentation, and what it declares. */
  readonly statement: Node;
  readonly declared: Node;
}

/** `entry: name`, or `entry: name.member`, for each that bears no documentation; and how many exports were looked at. */
export function undocumented(root: string): { readonly looked: number; readonly lacking: readonly string[] } {
  const { name: own, exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const modules = new Map<string, Exports>();
  const lacking: string[] = [];
  let looked = 0;
  for (const [entry, conditions] of Object.entries<Record<string, string>>(exports)) {
    for (const file of declarations(root, conditions)) {
      for (const [name, found] of exportsOf(file, modules)) {
        looked += 1;
        const place = `${join(own, entry)}: ${name} (${relative(root, found.file)})`;
        if (!isDocumented(found.statement)) {
          lacking.push(place);
        }
        lacking.push(...members(found.declared).map((member) => `${place}.${member}`));
      }
    }
  }
  return { looked, lacking: [...new Set(lacking)] };
}

/** The declarations of an entry: of its types, and of each file that a condition may choose. */
function declarations(root: string, conditions: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set(Object.values(conditions).map((file) => join(root, file.replace(/\.js$/, ".d.ts"))));
}

function exportsOf(file: string, modules: Map<string, Exports>): Exports {
  const known = modules.get(file);
  if (known) {
    return known;
  }
  const found = new Map<string, Found>();
  modules.set(file, found);
  const { program } = parse(readFileSync(file, "utf8"), {
    sourceType: "module",
    plugins: [["typescript", { dts: true }]],
  });
  const statements = program.body as unknown as readonly Node[];
  const own = new Map<string, Found>();
  const declare = (statement: Node) => {
    const declared = (statement["declaration"] as Node | null | undefined) ?? statement;
    for (const name of declaredNames(declared)) {
      // Of overloads the first one speaks for all.
      own.set(name, own.get(name) ?? { file, statement, declared });
    }
    return declaredNames(declared);
  };
  const imports = new Map<string, readonly [module: string, name: string]>();
  for (const statement of statements) {
    const module = (statement["source"] as { readonly value: string } | null | undefined)?.value;
    if (statement.type === "ImportDeclaration") {
      for (const it of statement["specifiers"] as readonly Node[]) {
        imports.set(nameOf(it["local"]), [module ?? "", nameOf(it["imported"] ?? it["local"])]);
      }
    } else if (statement.type !== "ExportNamedDeclaration") {
      declare(statement);
    }
  }
  const take = (module: string, name: string, as: string) => {
    if (!module.startsWith(".")) {
      // What another package exports is documented there.
      return;
    }
    const passed = exportsOf(join(dirname(file), module.replace(/\.[jt]sx?$/, ".d.ts")), modules).get(name);
    if (passed) {
      found.set(as, passed);
    }
  };
  for (const statement of statements.filter(({ type }) => type === "ExportNamedDeclaration")) {
    const module = (statement["source"] as { readonly value: string } | null | undefined)?.value;
    for (const name of declare(statement)) {
      found.set(name, own.get(name) as Found);
    }
    for (const it of (statement["specifiers"] ?? []) as readonly Node[]) {
      const [local, as] = [nameOf(it["local"]), nameOf(it["exported"])];
      const imported = imports.get(local);
      if (module !== undefined) {
        take(module, local, as);
      } else if (imported) {
        take(...imported, as);
      } else if (own.has(local)) {
        found.set(as, own.get(local) as Found);
      }
    }
  }
  if (statements.some(({ type }) => type === "ExportAllDeclaration" || type === "ExportDefaultDeclaration")) {
    throw new Error(`${file} exports by \`*\` or \`default\`, which is not followed`);
  }
  return found;
}

function declaredNames(declared: Node): readonly string[] {
  if (declared.type === "VariableDeclaration") {
    return (declared["declarations"] as readonly Node[]).map((it) => nameOf(it["id"]));
  }
  return declared["id"] ? [nameOf(declared["id"])] : [];
}

function nameOf(node: unknown): string {
  const { name, value } = node as { readonly name?: string; readonly value?: string };
  return name ?? value ?? "";
}

/** The members that bear none, of an interface, a class, or a type that is an object. What is private is nobody's. */
function members(declared: Node): readonly string[] {
  const body = (declared["body"] as Node | undefined)?.["body"] as readonly Node[] | undefined;
  const found = [...(body ?? []), ...literals(declared["typeAnnotation"] as Node | undefined)];
  const named = found.filter(
    (it) => it["key"] && it.type !== "ClassPrivateProperty" && it["accessibility"] !== "private",
  );
  return named
    .filter((it) => !isDocumented(it))
    .map((it) => nameOf(it["key"]))
    .filter((name) => name !== "constructor");
}

/** The members that a type has whatever it is; the branches of a union are told by the union's own documentation. */
function literals(type: Node | undefined): readonly Node[] {
  switch (type?.type) {
    case "TSTypeLiteral":
      return type["members"] as readonly Node[];
    case "TSIntersectionType":
      return (type["types"] as readonly Node[]).flatMap(literals);
    case "TSParenthesizedType":
      return literals(type["typeAnnotation"] as Node);
    default:
      return [];
  }
}

function isDocumented({ leadingComments }: Node): boolean {
  const last = leadingComments?.at(-1);
  return last?.type === "CommentBlock" && /^\*\s*\S/.test(last.value);
}
