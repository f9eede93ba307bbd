/** Looks whether this machine can run the lab. */
@NullMarked
package lab.cli.doctor;

import org.jspecify.annotations.NullMarked;
