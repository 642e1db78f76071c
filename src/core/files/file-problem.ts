/** Why a file can't be opened, in a sentence for people that says where in the file and, where anything helps, what does. */
export class FileProblem extends Error {}
