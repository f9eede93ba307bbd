@NullMarked
package lab.iggy.embedded.command;

import org.jspecify.annotations.NullMarked;
