import { number, plural } from "../preview/text";
import { findTarget } from "../preview/target";
import { SettingsError, wrap } from "../stacks/settings-error";
import { applyPlacement, updatesFor } from "./apply";
import type { Command, Job } from "./command-line";
import { cellSites } from "./placement";
import { placementPath, readPlacement, writePlacement } from "./placement-file";
import { describeRequest, type PlanRequest } from "./plan-request";
import { plan } from "./planner";
import { changeLines, describeRefusal, headroomLines, paragraphs } from "./report";
import { finishKey, rotateKey, type Rotator } from "./rotate-key";
import { losses, routesOf, unheld } from "./serving";
import { exit, facts, heading, refused, type Result, type Scene, type World } from "./scene";
import { organizationKey, readCell } from "./store-entries";
import { StoreError, type StoreFault } from "./store-error";

const dryRun = "a dry run: nothing was written. To write it, add --apply";

const routeOnly =
    "a move changes the route, not the data: the data must be in the new cell by then (docs/moving-organizations.md)";

function show(scene: Scene): Result {
    const { placement, sites } = scene;
    const users = placement.organizations.reduce((sum, one) => sum + one.users, 0);
    const held = placement.organizations.filter(({ writes }) => writes === "held").map(({ id }) => id);
    return {
        code: exit.done,
        text: [
            heading(scene, ""),
            `${plural(placement.organizations.length, "organization")} of ${number(users)} users`,
            ...(held.length === 0 ? [] : [wrap(`writes are held of: ${held.join(", ")}`)]),
            "",
            ...headroomLines(placement, sites),
        ].join("\n"),
        json: { ...facts(scene), organizations: placement.organizations },
    };
}

async function change(scene: Scene, request: PlanRequest): Promise<Result> {
    const { command, placement, sites, settings, world } = scene;
    const what = describeRequest(request);
    const outcome = plan(placement, sites, request);
    if ("refusals" in outcome) return refused(scene, what, outcome.refusals.map(describeRefusal));
    const { changes } = outcome;
    const lost = losses(routesOf(placement), routesOf(outcome.placement));
    if (command.apply && lost.length > 0) return refused(scene, what, [unheld(lost)]);
    const warnings = [
        ...outcome.warnings,
        ...(changes.some(({ kind }) => kind === "moved") ? [routeOnly] : []),
        ...(lost.length > 0 ? [`--apply would be refused: ${unheld(lost)}`] : []),
    ];
    const applies = command.apply && changes.length > 0;
    const after = { ...outcome.placement, version: placement.version + (applies ? 1 : 0) };
    if (applies) {
        const store = await world.store(settings);
        await applyPlacement(store, {
            mode: "change",
            before: placement,
            wanted: after,
            cells: sites.map(({ name }) => name),
        });
        writePlacement(command.root, command.environment, after);
    }
    const end = applies
        ? `applied: the store and ${placementPath(command.environment)} have version ${after.version}; commit the file`
        : command.apply
          ? "nothing to apply"
          : dryRun;
    return {
        code: exit.done,
        text: [
            heading(scene, what),
            "",
            ...changeLines(changes, applies),
            ...(warnings.length === 0 ? [] : ["", ...warnings.map((one) => wrap(`note: ${one}`))]),
            "",
            ...headroomLines(after, sites),
            "",
            wrap(end),
        ].join("\n"),
        json: { ...facts(scene, after), version: after.version, applied: applies, changes, warnings },
    };
}

async function sync(scene: Scene, takeOver: boolean): Promise<Result> {
    const { command, placement, sites, settings, world } = scene;
    const cells = sites.map(({ name }) => name);
    const application = { wanted: placement, cells, mode: "sync", takeOver } as const;
    const store = await world.store(settings);
    const snapshot = await store.read();
    const writes = updatesFor(snapshot, application).flat();
    const entries = command.apply ? (await applyPlacement(store, application)).entries : writes.length;
    const gone = writes
        .filter(({ key, value }) => key.startsWith(organizationKey("")) && value === undefined)
        .map(({ key }) => key.slice(organizationKey("").length));
    const keyless = cells.filter(
        (cell) => Object.keys(readCell(snapshot.entries, cell)?.keys ?? {}).length === 0,
    );
    const warnings = [
        ...(gone.length === 0
            ? []
            : [
                  `${plural(gone.length, "organization")} of the store ${gone.length === 1 ? "is" : "are"} not in the file, and would be served by nobody: ${gone.join(", ")}`,
              ]),
        ...(keyless.length === 0
            ? []
            : [
                  `the router knows no key of ${keyless.join(", ")} and refuses their tokens: rotate-key <cell> --apply for each`,
              ]),
    ];
    const did =
        entries === 0
            ? "the store holds what the file says"
            : `${plural(entries, "entry").replace("entrys", "entries")} of the store ${command.apply ? "were" : "would be"} written or deleted`;
    return {
        code: exit.done,
        text: paragraphs([
            heading(scene, "sync"),
            "",
            did,
            ...warnings.map((one) => `note: ${one}`),
            ...(command.apply ? [] : ["", dryRun]),
        ]),
        json: { ...facts(scene), applied: command.apply, entries, warnings },
    };
}

async function rotate(scene: Scene, job: Extract<Job, { readonly kind: "rotate-key" }>): Promise<Result> {
    const { command, settings, sites, world } = scene;
    const { cell, finish, now } = job;
    if (!sites.some(({ name }) => name === cell)) {
        const names = sites.map(({ name }) => name).join(", ");
        return refused(scene, `rotate-key ${cell}`, [
            `got ${cell}; expected a cell of the settings: ${names}`,
        ]);
    }
    const rotator: Rotator = {
        cell,
        store: await world.store(settings),
        secret: await world.secret(settings, cell),
        pause: world.pause,
        now: world.now,
    };
    const told = finish
        ? await finishKey(rotator, command.apply, now)
        : await rotateKey(rotator, command.apply);
    return {
        code: exit.done,
        text: paragraphs([
            heading(scene, `rotate-key ${cell}`),
            "",
            ...told,
            ...(command.apply ? [] : ["", dryRun]),
        ]),
        json: { ...facts(scene), applied: command.apply, told },
    };
}

/** Faults in which the tool refuses, rather than lacks something. */
const refusing: readonly StoreFault[] = ["conflict", "behind", "pending", "unheld", "too-large"];

/**
 * Does what the command says.
 *
 * @throws SettingsError, UnknownTargetError where settings, placement or name are wrong.
 */
export async function run(command: Command, world: World): Promise<Result> {
    const { settings, environment } = findTarget(command.root, command.environment);
    if (environment !== command.environment) {
        throw new SettingsError(
            [],
            `${command.environment} is a stack; write its environment: ${environment}`,
        );
    }
    const sites = cellSites(settings.cells);
    const placement = readPlacement(command.root, environment, sites);
    if (placement === undefined) {
        const file = placementPath(environment);
        throw new SettingsError(
            [],
            wrap(`there is no ${file}; write {"version": 1, "cells": {}, "organizations": []} into it`),
        );
    }
    const scene = { command, settings, sites, placement, world };
    const { job } = command;
    try {
        switch (job.kind) {
            case "show":
                return show(scene);
            case "plan":
                return await change(scene, job.request);
            case "sync":
                return await sync(scene, job.takeOver);
            case "rotate-key":
                return await rotate(scene, job);
        }
    } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        const refuses = refusing.includes(error.fault);
        const said = { applied: false, fault: error.fault };
        return {
            code: refuses ? exit.refused : exit.mistake,
            text: wrap(error.message),
            json: { ...facts(scene), ...said, [refuses ? "refusals" : "mistakes"]: [error.message] },
        };
    }
}
