@NullMarked
package lab.cli.doctor;

import org.jspecify.annotations.NullMarked;
