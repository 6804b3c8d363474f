import { z } from "zod";
import {
  guestSchema,
  installationSchema,
  meSchema,
  passwordChangeSchema,
  profilePatchSchema,
  sessionSchema,
  signInSchema,
  signUpSchema,
} from "#contract/account.ts";
import { AppError } from "#contract/app-error.ts";
import { accountKind, personOf } from "#domain/account/account.ts";
import { usernameKey } from "#domain/account/username.ts";
import type { Moment } from "#domain/time/moment.ts";
import type { EntryKernel } from "#http/entry-kernel.ts";
import type { Tx } from "#storage/database.ts";
import { findAccount, findAccountByUsernameKey } from "#storage/user-account.ts";
import { changeProfile, claimAccount, createAccount, ownAccount, setPassword } from "./actions.ts";
import { redeemInvitation } from "./invitation-code.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import type { AccountPolicy } from "./policy.ts";
import { accountView, installationView, meView } from "./views.ts";

export function accountRoutes(kernel: EntryKernel<Tx>, policy: AccountPolicy): void {
  kernel.openRead({
    url: "/installation",
    summary: "What anyone may know about this installation",
    response: installationSchema,
    handler: ({ tx }) => installationView(tx, policy),
  });
  kernel.openRead({
    url: "/session",
    summary: "Who is signed in in this browser, if anybody, and where",
    response: sessionSchema,
    async handler({ tx, person }) {
      const account = person && (await findAccount(tx, person.id));
      return {
        account: account ? accountView(account) : null,
        installation: await installationView(tx, policy),
      };
    },
  });
  kernel.read({
    url: "/me",
    summary: "The account signed in here",
    response: meSchema,
    handler: async ({ tx, person }) => meView(tx, await ownAccount(tx, person), policy),
  });
  kernel.write({
    method: "PATCH",
    url: "/me",
    summary: "Change time zone or username",
    body: profilePatchSchema,
    response: meSchema,
    async handler({ tx, person, body }) {
      const account = await ownAccount(tx, person);
      if (body.username !== undefined && account.username === null && policy.authMode === "password") {
        throw missingPassword();
      }
      return meView(tx, await changeProfile(tx, account, body), policy);
    },
  });
  joining(kernel, policy);
  signingIn(kernel, policy);
}

function joining(kernel: EntryKernel<Tx>, policy: AccountPolicy): void {
  kernel.entry({
    method: "POST",
    url: "/session/guest",
    summary: "Try it: an account of this browser, without a name",
    body: guestSchema,
    response: meSchema,
    status: 201,
    async prepare({ person }) {
      if (person) throw new AppError("conflict");
    },
    async handler({ tx, body, at, openSession }) {
      await admit(tx, policy, body.invitation, at);
      const given = { username: null, passwordHash: null, maxUsers: policy.maxUsers };
      const account = await createAccount(tx, { ...given, ...zoneOf(body) }, at);
      await openSession(personOf(account));
      return meView(tx, account, policy);
    },
  });
  kernel.entry({
    method: "POST",
    url: "/accounts",
    summary: "Sign up; a guest keeps everything and adds a name and a password",
    body: signUpSchema,
    response: meSchema,
    status: 201,
    async prepare({ person, body }) {
      if (person?.kind === "full") throw new AppError("account-protected");
      if (body.password === undefined && policy.authMode === "password") throw missingPassword();
      return body.password === undefined ? null : hashPassword(body.password);
    },
    async handler({ tx, person, body, at, prepared: passwordHash, openSession }) {
      const existing = person && (await findAccount(tx, person.id));
      if (existing && accountKind(existing) === "full") throw new AppError("account-protected");
      if (!existing) await admit(tx, policy, body.invitation, at);
      const { maxUsers } = policy;
      const { username } = body;
      const account = existing
        ? await claimAccount(tx, existing, { username, passwordHash, ...zoneOf(body) })
        : await createAccount(tx, { username, passwordHash, maxUsers, ...zoneOf(body) }, at);
      await openSession(personOf(account));
      return meView(tx, account, policy);
    },
  });
}

function signingIn(kernel: EntryKernel<Tx>, policy: AccountPolicy): void {
  kernel.entry({
    method: "POST",
    url: "/session",
    summary: "Sign in",
    body: signInSchema,
    response: meSchema,
    async prepare({ body, read, countTry }) {
      const key = usernameKey(body.username);
      await countTry(key);
      const account = await read((tx) => findAccountByUsernameKey(tx, key));
      // A temporary account has no password, so knowing its name opens nothing.
      if (!(await verifyPassword(body.password, account?.passwordHash))) {
        throw new AppError("wrong-credentials");
      }
      return { id: account?.id ?? "", passwordHash: account?.passwordHash };
    },
    async handler({ tx, prepared, openSession }) {
      const account = await findAccount(tx, prepared.id);
      if (!account || account.passwordHash !== prepared.passwordHash) throw new AppError("wrong-credentials");
      await openSession(personOf(account));
      return meView(tx, account, policy);
    },
  });
  kernel.entry({
    method: "DELETE",
    url: "/session",
    summary: "Sign out",
    response: z.undefined(),
    status: 204,
    async prepare() {},
    handler: ({ endSession }) => endSession().then(() => undefined),
  });
  kernel.entry({
    method: "POST",
    url: "/me/password",
    summary: "Set or change the password; other browsers are signed out",
    body: passwordChangeSchema,
    response: meSchema,
    async prepare({ person, body, read, countTry }) {
      if (!person) throw new AppError("not-signed-in");
      const account = await read((tx) => ownAccount(tx, person));
      if (account.username === null) {
        throw new AppError("invalid-request", { fields: { username: "A password needs a username first." } });
      }
      if (account.passwordHash !== null) {
        await countTry(account.id);
        if (!(await verifyPassword(body.current ?? "", account.passwordHash))) {
          throw new AppError("wrong-credentials");
        }
      }
      return { before: account.passwordHash, next: await hashPassword(body.next) };
    },
    async handler({ tx, person, prepared, openSession }) {
      if (!person) throw new AppError("not-signed-in");
      const account = await ownAccount(tx, person);
      if (account.passwordHash !== prepared.before) throw new AppError("conflict");
      const changed = await setPassword(tx, account, prepared.next);
      await openSession(personOf(changed));
      return meView(tx, changed, policy);
    },
  });
}

/** Lets somebody new in. Throws registration-closed, invitation-needed. */
async function admit(
  tx: Tx,
  policy: AccountPolicy,
  invitation: string | undefined,
  at: Moment,
): Promise<void> {
  if (policy.registration === "closed") throw new AppError("registration-closed");
  if (policy.registration === "open") return;
  if (invitation === undefined || !(await redeemInvitation(tx, invitation, at))) {
    throw new AppError("invitation-needed");
  }
}

function missingPassword(): AppError {
  return new AppError("invalid-request", {
    fields: { password: "Choose a password of at least 8 characters." },
  });
}

function zoneOf({ timeZone }: { timeZone?: string | undefined }) {
  return timeZone === undefined ? {} : { timeZone };
}
