import { onStorageChange } from '../storage/changes.ts';
import { createProject, deleteProject, duplicateProject, listProjects, updateProject } from '../storage/projects.ts';
import type { ProjectRecord } from '../storage/records.ts';

/** The list of projects, newest change first; it follows what other tabs do. */
export class ProjectList {
  projects = $state.raw<readonly ProjectRecord[]>([]);
  isLoaded = $state(false);
  readonly #unsubscribe = onStorageChange((change) => {
    if (change.store === 'projects') void this.load();
  });

  async load(): Promise<void> {
    const projects = await listProjects();
    this.projects = [...projects].sort((a, b) => b.updatedAt - a.updatedAt);
    this.isLoaded = true;
  }

  async create(name: string): Promise<ProjectRecord> {
    const project = await createProject(name);
    await this.load();
    return project;
  }

  async rename(id: string, name: string): Promise<void> {
    await updateProject(id, { name });
    await this.load();
  }

  async duplicate(id: string, name: string): Promise<void> {
    await duplicateProject(id, name);
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await deleteProject(id);
    await this.load();
  }

  close(): void {
    this.#unsubscribe();
  }
}
