/** What the broker can be asked: one small class for each family of commands. */
@NullMarked
package lab.iggy.embedded.command;

import org.jspecify.annotations.NullMarked;
