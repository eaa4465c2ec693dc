import type { KanboardContext } from './procedure.js'

/*
 * Kanboard answers some texts in the language of the user, or of the setting application_language for the application.
 * The texts of one language besides English are known from recording v1.2.53/seeded/seeded-settings; in any other
 * language they stay English here.
 */
const phrases: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  fr_FR: new Map([
    ['Administrator', 'Administrateur'],
    ['Manager', 'Gestionnaire'],
    ['User', 'Utilisateur'],
    ['Project Manager', 'Chef de projet'],
    ['Project Member', 'Membre du projet'],
    ['Project Viewer', 'Visualiseur de projet'],
    ['Yellow', 'Jaune'],
    ['Blue', 'Bleu'],
    ['Green', 'Vert'],
    ['Purple', 'Violet'],
    ['Red', 'Rouge'],
    ['Orange', 'Orange'],
    ['Grey', 'Gris'],
    ['Brown', 'Marron'],
    ['Deep Orange', 'Orange foncé'],
    ['Dark Grey', 'Gris foncé'],
    ['Pink', 'Rose'],
    ['Teal', 'Turquoise'],
    ['Cyan', 'Bleu intense'],
    ['Lime', 'Vert citron'],
    ['Light Green', 'Vert clair'],
    ['Amber', 'Ambre'],
    ['Default swimlane', 'Swimlane par défaut'],
    ['Closing a task', 'Fermeture d&#039;une tâche'],
    ['Daily background job for tasks', 'Tâche planifiée quotidienne pour les tâches'],
    ['Move a task to another column', 'Déplacement d&#039;une tâche vers une autre colonne'],
    ['Move a task to another swimlane', 'Déplacer une tâche dans une autre swimlane'],
    ['Reopen a task', 'Rouvrir une tâche'],
    ['Subtask creation or modification', 'Création ou modification d&#039;une sous-tâche'],
    ['Task assignee change', 'Modification de la personne assignée à une tâche'],
    ['Task creation', 'Création d&#039;une tâche'],
    ['Task creation or modification', 'Création ou modification d&#039;une tâche'],
    ['Task link creation or modification', 'Création ou modification d&#039;un lien sur une tâche'],
    ['Task modification', 'Modification d&#039;une tâche'],
    ['#{id}', 'n˚{id}'],
    ['created the task #{id}', 'a créé la tâche n°{id}'],
    ['created the task {link}', 'a créé la tâche {link}'],
    ['created a subtask for the task #{id}', 'a créé une sous-tâche pour la tâche n°{id}'],
    ['created a subtask for the task {link}', 'a créé une sous-tâche pour la tâche {link}'],
    ['updated a subtask for the task #{id}', 'a mis à jour une sous-tâche appartenant à la tâche n°{id}'],
    ['updated a subtask for the task {link}', 'a mis à jour une sous-tâche appartenant à la tâche {link}'],
    ['Todo', 'À faire'],
    ['In progress', 'En cours'],
    [
      'Assigned to {assignee} with an estimate of {spent}/{estimate}h',
      'Assigné à {assignee} avec un estimé de {spent}/{estimate}\u00a0h',
    ],
  ]),
}

/** A text in the language of the caller. */
export function translate(ctx: KanboardContext, text: string): string {
  return phrases[languageOf(ctx)]?.get(text) ?? text
}

/** The language of the caller: the user's own, else the application's, which is English unless it is set. */
export function languageOf({ world, caller }: KanboardContext): string {
  const own = caller.kind === 'user' ? caller.user.language : null
  return own || world.settings.config['application_language'] || 'en_US'
}
