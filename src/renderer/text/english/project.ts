/** What a project asks. */
export const PROJECT = {
  open: 'Open {name}',
  notSaved: 'The open captures and their results are closed. They are not saved in a project.',
  saveFirst: 'Save first',
  openWithoutSaving: 'Open without saving',
  cancel: 'Cancel',
  missing: 'Captures that the project does not hold',
  missingHint: 'Point at their files, wherever they lie and whatever they are called now: they are known by their contents. Saving keeps what stays missing.',
  locate: 'Locate files…',
  remove: 'Remove from project',
  chosen: 'Chosen: {name}.',
  fileFacts: '{size}, SHA-256',
  goOn: 'Go on without them',
  chooseFiles: 'Choose files of the capture'
} as const
