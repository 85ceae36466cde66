// The rows of every twin; everybody's password is the name, but for who would look like somebody else.

import { type Database, TABLES } from "./database.ts";
import { hashed } from "./people.ts";

const PEOPLE: readonly [number, string][] = [
  [1, "Ada"],
  [5, "Grace"],
  [7, "Edsger"],
];
const ORDERS: readonly [number, number][] = [
  [1, 5],
  [2, 5],
  [3, 7],
];
const PRODUCTS: readonly [string, string, number][] = [
  ["mug", "kitchen", 900],
  ["pan", "kitchen", 4_500],
  ["rake", "garden", 2_250],
];

interface User {
  password?: string;
  roles?: string[];
  active?: boolean;
  staff?: boolean;
  superuser?: boolean;
}

/** Makes the tables of an empty database, and fills them. */
export function seed(database: Database): void {
  database.transaction(() => {
    for (const table of TABLES) {
      database.all(table);
    }
    for (const [id, name] of PEOPLE) {
      user(database, id, name.toLowerCase());
      database.all("INSERT INTO people VALUES (?, ?, NULL)", id, name);
    }
    user(database, 20, "sasha", { staff: true });
    user(database, 21, "root", { staff: true, superuser: true });
    user(database, 22, "packer", { roles: ["packers"] });
    database.all("INSERT INTO permissions VALUES (22, 'shop.change_order')");
    // Names that look like others': a Cyrillic letter, and a Kelvin sign in the name of a role.
    user(database, 24, "\u0430da", { password: "impostor" });
    user(database, 25, "impostor", { roles: ["pac\u212aers", "Packers"] });
    user(database, 23, "gone", { active: false });
    for (const order of ORDERS) {
      database.all("INSERT INTO orders (id, owner_id) VALUES (?, ?)", ...order);
    }
    for (const product of PRODUCTS) {
      database.all("INSERT INTO products VALUES (?, ?, ?)", ...product);
    }
  });
}

function user(database: Database, id: number, name: string, is: User = {}): void {
  const { password = name, roles = [], active = true, staff = false, superuser = false } = is;
  database.all(
    "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)",
    id,
    name,
    hashed(password),
    Number(active),
    Number(staff),
    Number(superuser),
  );
  for (const role of roles) {
    database.all("INSERT INTO memberships VALUES (?, ?)", id, role);
  }
}
