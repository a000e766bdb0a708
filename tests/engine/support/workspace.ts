import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { projectName } from "../../../preview/environment-file";
import { repository } from "../../support/platform";

/** What the CLI writes to or a test changes; program and packs too, because they look for migrations beside themselves. */
const isCopied = (file: string): boolean =>
    /^Pulumi\..*yaml$/.test(file) || ["package.json", "migrations", "policies", "stacks"].includes(file);

/**
 * A folder in which the CLI sees the repository's components and packages by links, and its settings files, migrations,
 * program and policy packs as copies, because the CLI or a test writes to them or they look around where they lie.
 */
export class Workspace {
    private constructor(
        /** Folder of Pulumi.yaml. */
        readonly project: string,
        /** Folder of the state, of the CLI's own files and of its logs. */
        readonly home: string,
        private readonly root: string,
    ) {}

    static create(): Workspace {
        const root = mkdtempSync(join(tmpdir(), "engine-"));
        const [project, home] = [join(root, "project"), join(root, "home")];
        mkdirSync(project);
        mkdirSync(join(home, "state"), { recursive: true });
        for (const file of readdirSync(repository)) {
            if (isCopied(file)) cpSync(join(repository, file), join(project, file), { recursive: true });
            else if (!file.startsWith(".")) symlinkSync(join(repository, file), join(project, file));
        }
        return new Workspace(project, home, root);
    }

    /** Changes settings of an environment; undefined removes one. */
    configure(environment: string, changes: Readonly<Record<string, unknown>>): void {
        const settings = this.readSettings(environment);
        const project = projectName(this.project);
        for (const [key, value] of Object.entries(changes)) settings.config[`${project}:${key}`] = value;
        writeFileSync(this.settingsFile(environment), stringify(settings));
    }

    /** A setting of an environment as its file holds it now. */
    setting(environment: string, key: string): unknown {
        return this.readSettings(environment).config[`${projectName(this.project)}:${key}`];
    }

    /** Runs another program of the repository than its own; undefined goes back to that. */
    useProgram(main: string | undefined): void {
        const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
            main: string;
        };
        const changed = { ...manifest, main: main ?? manifest.main };
        writeFileSync(join(this.project, "package.json"), JSON.stringify(changed));
    }

    /** Adds a migration behind the others. */
    addMigration(name: string, up: string, down: string): void {
        const file = join(this.project, "migrations", `29990101000000_${name}.sql`);
        writeFileSync(file, `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n`);
    }

    /** Deletes everything. */
    remove(): void {
        rmSync(this.root, { recursive: true, force: true });
    }

    private settingsFile(environment: string): string {
        return join(this.project, `Pulumi.${environment}.yaml`);
    }

    private readSettings(environment: string): { config: Record<string, unknown> } {
        return parse(readFileSync(this.settingsFile(environment), "utf8")) as {
            config: Record<string, unknown>;
        };
    }
}
