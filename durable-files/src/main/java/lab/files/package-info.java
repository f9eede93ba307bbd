/**
 * Files that survive a kill and a power loss: written whole, forced, and found under their name;
 * and packed files that say where they do not.
 */
@NullMarked
package lab.files;

import org.jspecify.annotations.NullMarked;
