@NullMarked
package lab.lancer;

import org.jspecify.annotations.NullMarked;
