import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inFileOrder, showKeys, type Finding } from "../stacks/finding";
import { SettingsError, wrap } from "../stacks/settings-error";
import { compareText, sortedById, type CellSite, type Organization, type Placement } from "./placement";
import { placementMistakes } from "./placement-checks";
import { fileKeys, notJson, readPlacementDraft } from "./placement-schema";

/** The file of an environment, from the project's folder on. */
export function placementPath(environment: string): string {
    return `placement/${environment}.json`;
}

function refuse(file: string, findings: readonly Finding[]): never {
    const mistakes = inFileOrder(findings, fileKeys).map(({ at, ...rest }) => ({
        path: `${file} ${showKeys(at)}`.trimEnd(),
        ...rest,
    }));
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    const lines = mistakes.map(({ path, got, expected, remedy }) =>
        wrap(`${path}: got ${got}; expected ${expected}; ${remedy}`),
    );
    throw new SettingsError(mistakes, [`${count} in the placement`, ...lines].join("\n\n"));
}

/**
 * The placement that the text holds.
 *
 * @param file what messages call it.
 * @throws SettingsError with every mistake there is.
 */
export function parsePlacement(text: string, file: string, sites: readonly CellSite[]): Placement {
    let raw: unknown;
    try {
        raw = JSON.parse(text);
    } catch (error) {
        return refuse(file, [notJson(error)]);
    }
    const { draft, findings } = readPlacementDraft(raw);
    const all = [...findings, ...placementMistakes(draft, sites)];
    if (all.length > 0 || draft.version === undefined) return refuse(file, all);
    return {
        version: draft.version,
        cells: draft.cells,
        organizations: sortedById(draft.organizations.map(({ organization }) => organization)),
    };
}

/**
 * The environment's placement; undefined where it has no file.
 *
 * @throws SettingsError with every mistake there is.
 */
export function readPlacement(
    root: string,
    environment: string,
    sites: readonly CellSite[],
): Placement | undefined {
    const file = placementPath(environment);
    let text: string;
    try {
        text = readFileSync(join(root, file), "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
    return parsePlacement(text, file, sites);
}

function line({ id, zone, users, cell, failover, writes }: Organization): string {
    // JSON.stringify leaves out what is undefined.
    return `        ${JSON.stringify({ id, zone, users, cell, failover, writes })}`;
}

/** The file's text: one cell and one organization a line, sorted, so that a diff shows what changed and no more. */
export function formatPlacement({ version, cells, organizations }: Placement): string {
    const states = Object.entries(cells)
        .sort(([a], [b]) => compareText(a, b))
        .map(
            ([name, { state, was }]) => `        ${JSON.stringify(name)}: ${JSON.stringify({ state, was })}`,
        );
    const block = (open: string, lines: readonly string[], close: string): string =>
        lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(",\n")}\n    ${close}`;
    return [
        "{",
        `    "version": ${version},`,
        `    "cells": ${block("{", states, "}")},`,
        `    "organizations": ${block("[", sortedById(organizations).map(line), "]")}`,
        "}",
        "",
    ].join("\n");
}

/** Writes the environment's file whole or not at all. */
export function writePlacement(root: string, environment: string, placement: Placement): void {
    const path = join(root, placementPath(environment));
    writeFileSync(`${path}.part`, formatPlacement(placement));
    renameSync(`${path}.part`, path);
}
