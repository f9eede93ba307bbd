package lab.powerloss;

/** What a name in a folder stands for. */
sealed interface Node permits Folder, Contents {}
