@NullMarked
package lab.launcher.tables;

import org.jspecify.annotations.NullMarked;
