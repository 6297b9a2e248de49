import type { DatabaseSync } from "node:sqlite";

export type Role = "owner" | "member";
export type Person = { id: string; name: string; email: string; role: Role; companyId: string; companyName: string; currency: string };
export type NewPerson = { id: string; companyId: string; name: string; email: string; role: Role; passwordHash: string };

const selectPerson = `select p.id, p.name, p.email, p.role, p.company_id as companyId, c.name as companyName, c.currency
  from person p join company c on c.id = p.company_id`;

export function findPersonById(db: DatabaseSync, id: string): Person | undefined {
  return db.prepare(`${selectPerson} where p.id = ?`).get(id) as Person | undefined;
}

export function findPersonByEmail(db: DatabaseSync, email: string): (Person & { passwordHash: string }) | undefined {
  const query = selectPerson.replace("select p.id", "select p.password_hash as passwordHash, p.id");
  return db.prepare(`${query} where p.email = ?`).get(email) as (Person & { passwordHash: string }) | undefined;
}

export function listPeople(db: DatabaseSync, companyId: string): Person[] {
  return db.prepare(`${selectPerson} where p.company_id = ? order by p.name`).all(companyId) as Person[];
}

export function insertCompany(db: DatabaseSync, company: { id: string; name: string; currency: string }): void {
  db.prepare("insert into company (id, name, currency) values (?, ?, ?)").run(company.id, company.name, company.currency);
}

export function insertPerson(db: DatabaseSync, person: NewPerson): void {
  db.prepare("insert into person (id, company_id, name, email, role, password_hash) values (?, ?, ?, ?, ?, ?)").run(
    person.id,
    person.companyId,
    person.name,
    person.email,
    person.role,
    person.passwordHash,
  );
}
