@NullMarked
package lab.launcher.cluster;

import org.jspecify.annotations.NullMarked;
