/** The bus as a lab has it: its broker, how one logs in, how far it is, what it has lost. */
@NullMarked
package lab.launcher.bus;

import org.jspecify.annotations.NullMarked;
