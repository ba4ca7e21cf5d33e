// La page : adresse, filtres, tri, suite des tableaux, preuves. Aucun texte ne devient du balisage : textContent seul.
"use strict";
(() => {
  const PAS = 100, PAGE = 20;
  const $ = (choix, dans = document) => dans.querySelector(choix);
  const $$ = (choix, dans = document) => [...dans.querySelectorAll(choix)];
  const creer = (balise, classe, ...contenu) => {
    const element = document.createElement(balise);
    if (classe) element.className = classe;
    element.append(...contenu);
    return element;
  };
  const nombrer = (n) => n.toLocaleString("fr-FR");
  const pluriel = (n, nom) => `${nombrer(n)} ${nom}${n > 1 ? "s" : ""}`;
  const plier = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  // Un texte est un chiffre s'il ne dit rien d'autre ; celui d'un fait est suivi de son unité.
  const SEUL = /^-?\d+(?:,\d+)?[€%]?$/, DEBUT = /^-?\d+(?:,\d+)?/;
  const chiffrer = (texte, forme = SEUL) => parseFloat((forme.exec(texte.replace(/\s/g, "")) ?? [""])[0].replace(",", "."));
  const ordre = new Intl.Collator("fr", { numeric: true });

  function decoder(id) {
    const brut = atob($(`#${id}`).textContent);
    const octets = Uint8Array.from({ length: brut.length }, (_, n) => brut.charCodeAt(n));
    return new Response(new Blob([octets]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  }

  // --- L'adresse : « #argent&departement=62&tri=S.3&bascules=H&preuve=S12:2022 » ; H est ouvert, ou fermé s'il ne l'est pas d'abord.
  const CHOIX = ["departement", "engagement", "source", "texte"];
  const etat = { tri: new Map(), toutes: new Set(), bascules: new Set() };

  function lireAdresse() {
    const mots = location.hash.slice(1).split("&");
    etat.section = mots[0].includes("=") ? "" : mots.shift();
    const valeurs = new URLSearchParams(mots.join("&"));
    for (const nom of [...CHOIX, "preuve"]) etat[nom] = valeurs.get(nom) ?? "";
    const [tri, toutes, bascules] = ["tri", "toutes", "bascules"].map((nom) => (valeurs.get(nom) ?? "").split(",").filter(Boolean));
    etat.tri = new Map(tri.map((mot) => mot.split(".")).map(([lettre, colonne]) => [lettre, Number(colonne)]));
    Object.assign(etat, { toutes: new Set(toutes), bascules: new Set(bascules) });
  }

  // Ce que la page montre, preuve à part.
  const nommerChoix = () => [
    ...CHOIX.map((nom) => [nom, etat[nom]]),
    ["tri", [...etat.tri].map((mot) => mot.join(".")).join()], ["toutes", [...etat.toutes].join()], ["bascules", [...etat.bascules].join()],
  ];

  function ecrireAdresse(empiler = false) {
    const valeurs = [...nommerChoix(), ["preuve", etat.preuve]].filter(([, valeur]) => valeur);
    const mots = valeurs.map(([nom, valeur]) => `${nom}=${encodeURIComponent(valeur).replaceAll("%3A", ":").replaceAll("%2C", ",")}`);
    const adresse = [etat.section, ...mots].filter(Boolean).join("&");
    const entiere = adresse ? `#${adresse}` : location.pathname + location.search;
    if (empiler) history.pushState("preuve", "", entiere); else history.replaceState(history.state, "", entiere);
  }

  // --- Les tableaux : un bloc a des colonnes de rangs dans les mots ; -n - 1 est celui d'un chiffre qui a une preuve.
  let donnees;
  const mot = (rang) => (rang < 0 ? -rang - 1 : rang);
  const lire = (bloc, n, colonne) => donnees.mots[mot(bloc.c[colonne][n])];

  // « 35 » est dans « 35 » et dans « 35, 62 ».
  const contient = (texte, valeur) => texte === valeur || (texte.includes(valeur) && texte.split(", ").includes(valeur));
  // Pour chaque mot cherché, 1 au rang des textes qui le contiennent.
  let plies;
  const chercher = (texte) => plier(texte).split(/\s+/).filter(Boolean).map((cherche) => {
    plies ??= donnees.mots.map(plier);
    return Uint8Array.from(plies, (pli) => (pli.includes(cherche) ? 1 : 0));
  });

  class Tableau {
    constructor(element) {
      this.element = element;
      this.table = $("table", element);
      this.corps = this.table.tBodies[0];
      this.lettre = this.table.dataset.lettre;
      this.titre = $("caption", this.table).textContent;
      this.entete = Number(this.table.dataset.entete);
      for (const nom of ["compte", "portee", "plus", "toutes"]) this[nom] = $(`.${nom}`, element);
      this.titres = $$("thead th", this.table).slice(1);
      this.classes = this.titres.map((th) => th.className);
      this.bloc = donnees.tables[this.lettre];
      this.taille = this.bloc.f.length;
      this.caches = new Set(this.bloc.s);
      this.montrees = PAS;
      this.perime = false;
      this.vue = [false, ...[...this.corps.rows].map((ligne) => ligne.dataset.n)].join();
      for (const [rang, th] of this.titres.entries()) {
        // Pas un vrai bouton : les en-têtes répétés sur papier n'en montrent pas le texte.
        const tri = Object.assign(creer("span", "", th.textContent), { role: "button", tabIndex: 0 });
        tri.addEventListener("click", () => this.basculerTri(rang));
        th.replaceChildren(tri);
      }
      $("button", this.plus).addEventListener("click", () => this.continuer());
      this.toutes?.addEventListener("change", () => {
        if (this.toutes.checked) etat.toutes.add(this.lettre); else etat.toutes.delete(this.lettre);
        ecrireAdresse();
        this.calculer();
      });
      this.ouvert = element.open;
      if (element.localName === "details") element.addEventListener("toggle", () => this.retenir());
      preparer(this.corps);
    }

    retenir() {
      if (this.element.open === this.ouvert) etat.bascules.delete(this.lettre); else etat.bascules.add(this.lettre);
      ecrireAdresse();
      this.rafraichir();
    }

    basculerTri(colonne) {
      const suite = { [colonne + 1]: -colonne - 1, [-colonne - 1]: 0 }[etat.tri.get(this.lettre)] ?? colonne + 1;
      if (suite) etat.tri.set(this.lettre, suite); else etat.tri.delete(this.lettre);
      ecrireAdresse();
      this.calculer();
      const { ariaSort, textContent } = this.titres[colonne];
      const sens = { ascending: "croissant", descending: "décroissant" }[ariaSort];
      annoncer(`${this.titre} : ${sens ? `tri ${sens} par ${textContent}` : "ordre d'origine"}.`);
    }

    // Les lignes que les filtres gardent, dans l'ordre du tri.
    calculer() {
      const toutes = etat.toutes.has(this.lettre);
      if (this.toutes) this.toutes.checked = toutes;
      this.table.classList.toggle("essentiel", !toutes);
      if (this.element.localName === "details") this.element.open = this.ouvert !== etat.bascules.has(this.lettre);
      const { c, d, o, e } = this.bloc;
      const conditions = [], sourds = [];
      if (!toutes && this.caches.size) conditions.push((n) => !this.caches.has(n));
      const exiger = (colonne, valeur, nom) => {
        if (!valeur) return;
        if (colonne === null) sourds.push(nom); else conditions.push((n) => contient(lire(this.bloc, n, colonne), valeur));
      };
      exiger(d, etat.departement, "département");
      exiger(o, etat.source, "source");
      if (etat.engagement) {
        const bit = 1 << donnees.engagements.indexOf(etat.engagement);
        if (e) conditions.push((n) => e[n] & bit); else sourds.push("engagement");
      }
      for (const oui of chercher(etat.texte)) {
        conditions.push((n) => c.some((colonne) => oui[mot(colonne[n])]));
      }
      this.rangs = [];
      for (let n = 0; n < this.taille; n++) if (conditions.every((tient) => tient(n))) this.rangs.push(n);
      this.trier();
      this.montrees = PAS;
      this.portee.textContent = sourds.length ? `Ne se filtre pas par ${sourds.join(" ni par ")}.` : "";
      const vue = [toutes, ...this.rangs.slice(0, PAS)].join();
      this.perime ||= vue !== this.vue;
      this.vue = vue;
      this.compter();
      this.rafraichir();
    }

    trier() {
      const cle = etat.tri.get(this.lettre) ?? 0;
      const colonne = Math.abs(cle) - 1;
      for (const [rang, th] of this.titres.entries()) {
        if (rang === colonne) th.ariaSort = cle > 0 ? "ascending" : "descending";
        else th.removeAttribute("aria-sort");
      }
      if (!cle || !this.bloc.c[colonne]) return;
      // Ce qui n'est pas un chiffre vient après, dans les deux sens.
      const chiffres = this.bloc.g[colonne] === "1";
      const cles = this.rangs.map((n) => {
        const texte = lire(this.bloc, n, colonne);
        const cle = chiffres ? chiffrer(texte) : texte;
        return { n, cle, vide: cle === "" || Number.isNaN(cle) };
      });
      const comparer = chiffres ? (a, b) => a - b : ordre.compare;
      const sens = Math.sign(cle);
      cles.sort((a, b) => a.vide - b.vide || (a.vide ? 0 : sens * comparer(a.cle, b.cle)) || a.n - b.n);
      this.rangs = cles.map(({ n }) => n);
    }

    compter() {
      const n = this.rangs.length;
      const lignes = `${pluriel(n, "ligne")}${n === this.taille ? "" : ` sur ${nombrer(this.taille)}`}`;
      const taille = $(".taille", this.element);
      if (taille) taille.textContent = lignes;
      this.plus.hidden = this.montrees >= n;
      this.compte.textContent = this.plus.hidden ? lignes : `${this.montrees} lignes montrées de ${lignes}`;
    }

    // Un tableau fermé attend d'être ouvert.
    rafraichir() {
      if (!this.perime || (this.element.localName === "details" && !this.element.open)) return;
      this.perime = false;
      this.corps.replaceChildren(...this.rangs.slice(0, this.montrees).map((n) => this.dessiner(n)));
      if (!this.rangs.length) {
        const seule = Object.assign(creer("td", "", "Aucune ligne pour ce choix."), { colSpan: this.titres.length + 1 });
        this.corps.append(creer("tr", "", seule));
      }
      preparer(this.corps);
    }

    continuer() {
      const avant = this.montrees;
      this.montrees += PAS;
      this.corps.append(...this.rangs.slice(avant, this.montrees).map((n) => this.dessiner(n)));
      this.compter();
      annoncer(`${this.titre} : ${this.compte.textContent}.`);
      ($("button", this.corps.rows[avant]) ?? $(".region", this.element)).focus();
    }

    dessiner(n) {
      const repere = `${this.lettre}${n + 1}`;
      const ligne = creer("tr", "", creer("td", "repere", this.bloc.f[n] === "1" ? bouton(repere) : repere));
      ligne.dataset.n = n;
      for (const [rang, colonne] of this.bloc.c.entries()) {
        const texte = lire(this.bloc, n, rang);
        const tete = rang === this.entete && texte;
        const chiffre = this.bloc.g[rang] === "1";
        let contenu = texte;
        if (colonne[n] < 0) contenu = bouton(texte);
        else if (chiffre && !texte) contenu = creer("span", "lu", "absent");
        else if (!chiffre && texte.length > donnees.long) contenu = replier(texte);
        const case_ = creer(tete ? "th" : "td", this.classes[rang], contenu);
        if (tete) case_.scope = "row";
        ligne.append(case_);
      }
      return ligne;
    }
  }

  const bouton = (texte) => Object.assign(creer("button", "", texte), { type: "button", tabIndex: -1 });

  function replier(texte) {
    const debut = texte.slice(0, donnees.long - 60);
    const coupe = debut.lastIndexOf(" ");
    return creer("details", "suite", creer("summary", "", `${coupe > 0 ? debut.slice(0, coupe) : debut}…`), texte);
  }

  // Un seul arrêt de tabulation par tableau ; les flèches vont d'un chiffre à l'autre.
  const preparer = (corps) => $("button", corps)?.setAttribute("tabindex", 0);

  function naviguer(evenement) {
    if (evenement.target.role === "button" && (evenement.key === "Enter" || evenement.key === " ")) {
      evenement.preventDefault();
      evenement.target.click();
      return;
    }
    const depart = evenement.target.closest?.("tbody button");
    if (!depart || evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    const ligne = depart.closest("tr");
    const colonne = depart.closest("td, th").cellIndex;
    const boutons = $$("button", ligne).filter((b) => b.offsetParent);
    const rang = boutons.indexOf(depart), n = ligne.sectionRowIndex;
    const voisins = [...ligne.parentElement.rows].map(({ cells }) => cells[colonne] && $("button", cells[colonne]));
    const cible = {
      ArrowRight: () => boutons[rang + 1], ArrowLeft: () => boutons[rang - 1], Home: () => boutons[0], End: () => boutons.at(-1),
      ArrowDown: () => voisins.slice(n + 1).find(Boolean), ArrowUp: () => voisins.slice(0, n).findLast(Boolean),
    }[evenement.key]?.();
    if (!cible) return;
    evenement.preventDefault();
    depart.tabIndex = -1;
    cible.tabIndex = 0;
    cible.focus();
  }

  // --- Les filtres
  const filtres = $(".filtres");
  const annoncer = (texte) => { $(".etat", filtres).textContent = texte; };
  let tableaux = [];

  function appliquer() {
    for (const tableau of tableaux) tableau.calculer();
    for (const fiche of $$(".fiche")) {
      fiche.hidden = Boolean(etat.departement) && fiche.dataset.departement !== etat.departement;
      if (etat.departement && !fiche.hidden) fiche.open = true;
    }
    const actifs = CHOIX.filter((nom) => etat[nom]).length;
    $(".nombre", filtres).textContent = actifs || "";
    for (const phrase of $$(".graphique .fixe")) phrase.hidden = !actifs;
    const lignes = tableaux.reduce((somme, tableau) => somme + tableau.rangs.length, 0);
    annoncer(actifs ? `${pluriel(lignes, "ligne")} pour ce choix, sur tous les tableaux.` : "");
  }

  function remplir() {
    for (const nom of CHOIX) {
      filtres.elements[nom].value = etat[nom];
      etat[nom] = filtres.elements[nom].value;
    }
  }

  // --- Les preuves
  const dialogue = $("#preuve");
  const corps = $(".corps", dialogue);
  const TITRES = ["chiffre", "mots", "ou", "libelle", "certitude", "endroit", "reserve", "texte", "colonne"];
  let preuves, origine, attente;

  const sommer = (ecarts, rang = 0) => ecarts.map((ecart) => (rang += ecart));

  async function ouvrir(cible, depuis) {
    preuves ??= await decoder("preuves");
    const trouve = trouver(cible, depuis);
    etat.preuve = trouve ? cible : "";
    ecrireAdresse(Boolean(trouve && depuis));
    if (!trouve) return;
    origine = depuis;
    montrer(trouve, 0);
    if (!dialogue.open) dialogue.showModal();
    corps.focus();
  }

  // « S12 » (une ligne), « S12:2022 » (une case), « 62-F0012 » (un fait).
  function trouver(cible, depuis) {
    const fait = preuves.ids.indexOf(cible);
    if (fait >= 0) return { titre: `Fait ${cible}`, valeur: "", rang: "", sens: "", faits: [fait] };
    const [, lettre, numero, nom] = /^([A-Z]+)(\d+)(?::(.+))?$/.exec(cible) ?? [];
    const bloc = donnees.tables[lettre];
    const n = Number(numero) - 1;
    const [toutes, cases] = preuves.tables[lettre]?.[n] ?? [];
    const colonne = nom === undefined ? -1 : bloc?.n.indexOf(nom);
    if (!toutes || (nom !== undefined && colonne < 0)) return null;
    const propre = cases?.[colonne];
    const faits = sommer(propre || toutes);
    const valeur = colonne < 0 ? "" : depuis?.textContent ?? lire(bloc, n, colonne);
    const mots = bloc.n.map((_, c) => (bloc.g[c] === "1" ? "" : lire(bloc, n, c))).filter((t) => t && t.length < 90);
    return {
      titre: `${lettre}${numero}${nom ? ` — ${nom}` : ""} — ${bloc.t}`, valeur, rang: mots.slice(0, 5).join(" · "), faits,
      sens: colonne < 0 ? `Les faits de cette ligne : ${nombrer(faits.length)}.` : expliquer(valeur, faits, propre !== undefined),
    };
  }

  // Ce que la case fait de ses faits : imprimé, additionné, ou calculé autrement.
  function expliquer(valeur, faits, propre) {
    const plusieurs = faits.length > 1;
    const cellule = Math.round(chiffrer(valeur) * 100);
    const nombres = faits.map((f) => Math.round(chiffrer(lireFait(f).chiffre, DEBUT) * 100)).filter((n) => !Number.isNaN(n));
    if (!plusieurs && nombres[0] === cellule) return "Imprimé : ce chiffre est celui du document.";
    if (!propre) return `Cette case n'a pas de faits à elle : voici ${plusieurs ? `les ${nombrer(faits.length)} faits` : "le fait"} de sa ligne.`;
    if (Number.isNaN(cellule)) return plusieurs ? `Lu dans ces ${faits.length} faits.` : "Lu dans ce fait.";
    if (nombres.length > 1 && nombres.every((n) => n === cellule)) return `Imprimé : ces ${nombrer(nombres.length)} faits disent le même chiffre.`;
    if (nombres.length > 1 && nombres.reduce((a, b) => a + b, 0) === cellule) return `Calculé : la somme des ${nombrer(nombres.length)} montants ou valeurs ci-dessous, ni plus ni moins.`;
    if (faits.length * 100 === cellule) return `Calculé : c'est le nombre des faits ci-dessous (${nombrer(faits.length)}).`;
    return `Calculé d'après ${plusieurs ? `ces ${nombrer(faits.length)} faits` : "ce fait"} : un montant imprimé à plusieurs endroits ne compte qu'une fois, un montant ambigu ne compte pas, un taux rapporte l'exécuté au prévu.`;
  }

  function lireFait(rang) {
    const fait = Object.fromEntries(TITRES.map((titre, n) => [titre, preuves.mots[preuves.faits[n][rang]]]));
    fait.id = preuves.ids[rang];
    [fait.document, fait.numero, fait.ligne] = preuves.lignes[preuves.faits[TITRES.length][rang]];
    fait.case = preuves.faits[TITRES.length + 1][rang];
    return fait;
  }

  function montrer(preuve, page) {
    const debut = page * PAGE;
    corps.replaceChildren(
      Object.assign(creer("h2", "", preuve.titre), { id: "preuve-titre" }),
      ...["valeur", "rang", "sens"].filter((nom) => preuve[nom]).map((nom) => creer("p", nom, preuve[nom])),
      ...preuve.faits.slice(debut, debut + PAGE).map((rang) => decrire(lireFait(rang))),
      ...(preuve.faits.length > PAGE ? [paginer(preuve, page)] : []),
    );
    corps.scrollTop = 0;
  }

  function paginer(preuve, page) {
    const fin = Math.min(preuve.faits.length, (page + 1) * PAGE);
    const aller = (texte, vers) => {
      const suite = Object.assign(bouton(texte), { tabIndex: 0, disabled: vers < 0 || vers * PAGE >= preuve.faits.length });
      suite.addEventListener("click", () => { montrer(preuve, vers); corps.focus(); });
      return suite;
    };
    const ou = creer("span", "", `Faits ${page * PAGE + 1} à ${fin} sur ${nombrer(preuve.faits.length)}`);
    return creer("div", "pages", aller("Précédents", page - 1), ou, aller("Suivants", page + 1));
  }

  function decrire(fait) {
    const titre = creer("h3", "", creer("span", "", fait.chiffre), creer("span", "id", fait.id));
    const element = creer("article", "fait", titre, creer("p", "", [fait.mots, fait.ou].filter(Boolean).join(" · ")));
    if (fait.libelle) element.append(creer("p", "", `« ${fait.libelle} »`));
    if (fait.reserve) element.append(creer("p", "reserve", fait.reserve));
    const ligne = citer(fait);
    const lieu = [
      fait.certitude && `Lecture : ${fait.certitude}`, fait.endroit && `dans ${fait.endroit}`, `${fait.document}, ligne ${fait.numero}`,
      fait.colonne && `colonne « ${fait.colonne} »`, $$("mark", ligne).length > 1 && "l'une des cellules marquées",
    ];
    element.append(creer("p", "lieu", lieu.filter(Boolean).join(" · ")), ligne);
    return element;
  }

  // La ligne du document, cellule par cellule, celle du fait marquée.
  function citer(fait) {
    const coeur = fait.texte.replace(/^…|…$/g, "");
    const cellules = fait.ligne ? fait.ligne.split(" | ") : [];
    const egale = cellules.includes(coeur);
    const ligne = creer("p", "ligne", ...cellules.map((texte, rang) => {
      const ici = coeur && (rang === fait.case || (fait.case === -2 && (!egale || texte === coeur)));
      const place = texte.indexOf(coeur);
      if (!ici || place < 0) return creer("span", "", texte);
      return creer("span", "", texte.slice(0, place), creer("mark", "", coeur), texte.slice(place + coeur.length));
    }));
    if (fait.texte && !$("mark", ligne)) ligne.prepend(creer("span", "", creer("mark", "", fait.texte)));
    return ligne;
  }

  // Fermée par « Précédent », l'adresse est déjà sans preuve.
  function fermer() {
    if (etat.preuve && history.state === "preuve") history.back();
    else { etat.preuve = ""; ecrireAdresse(); }
    origine?.focus();
  }

  function cliquer(evenement) {
    const element = evenement.target.closest?.("button, a[href^='#']");
    if (element?.hash) {
      evenement.preventDefault();
      if (element.closest("main, nav")) { etat.section = element.hash.slice(1); ecrireAdresse(); }
      allerA(element.hash.slice(1));
      return;
    }
    const ligne = element?.closest("table[data-lettre] tr[data-n]");
    if (element?.dataset.preuve) ouvrir(element.dataset.preuve, element);
    if (!ligne) return;
    const { lettre } = ligne.closest("table").dataset;
    const nom = donnees.tables[lettre].n[element.closest("td, th").cellIndex - 1];
    ouvrir(`${lettre}${Number(ligne.dataset.n) + 1}${nom === undefined ? "" : `:${nom}`}`, element);
  }

  // --- La navigation
  const liens = new Map($$("nav a").map((a) => [a.hash.slice(1), a]));
  const sections = $$("main > section").filter((section) => liens.has(section.id));
  let saut = {};

  // Là où un lien a mené, même si la fin de la page empêche d'y mettre la section en haut ; sinon, ce qui se lit.
  function situer() {
    const lue = sections.findLast((section) => section.getBoundingClientRect().top < innerHeight / 4) ?? sections[0];
    const id = scrollY === saut.hauteur ? saut.id : lue.id;
    for (const [nom, lien] of liens) {
      if (nom !== id) lien.removeAttribute("aria-current");
      else if (!lien.ariaCurrent) {
        lien.setAttribute("aria-current", "true");
        lien.closest("ul").scrollLeft = lien.offsetLeft - lien.offsetWidth;
      }
    }
  }

  function allerA(id) {
    const cible = document.getElementById(id);
    if (!cible) return;
    cible.closest("details")?.setAttribute("open", "");
    cible.tabIndex = -1;
    cible.focus({ preventScroll: true });
    cible.scrollIntoView();
    saut = liens.has(id) ? { id, hauteur: scrollY } : {};
    situer();
  }

  function mesurer() {
    const haute = getComputedStyle(document.body).display === "grid" ? 0 : $(".barre").offsetHeight;
    document.documentElement.style.setProperty("--haut", `${haute}px`);
  }

  // L'adresse a changé sans la page : « Précédent », un lien collé, une preuve fermée.
  function changer() {
    const [choix, section] = [String(nommerChoix()), etat.section];
    lireAdresse();
    if (String(nommerChoix()) !== choix) { remplir(); appliquer(); }
    if (etat.section !== section) allerA(etat.section);
    if (etat.preuve) ouvrir(etat.preuve); else if (dialogue.open) dialogue.close();
  }

  // --- Le départ
  async function commencer() {
    lireAdresse();
    filtres.hidden = false;
    if (matchMedia("(max-width: 75rem)").matches) $("details", filtres).open = false;
    mesurer();
    addEventListener("resize", mesurer);
    $("details", filtres).addEventListener("toggle", mesurer);
    addEventListener("scroll", situer, { passive: true });
    situer();
    donnees = await decoder("tables");
    tableaux = $$(".tableau").map((element) => new Tableau(element));
    remplir();
    appliquer();
    const filtrer = () => { ecrireAdresse(); appliquer(); };
    filtres.addEventListener("input", ({ target }) => {
      etat[target.name] = target.value;
      clearTimeout(attente);
      attente = setTimeout(filtrer, target.name === "texte" ? 200 : 0);
    });
    filtres.addEventListener("submit", (evenement) => evenement.preventDefault());
    filtres.addEventListener("reset", () => {
      for (const nom of CHOIX) etat[nom] = "";
      filtrer();
    });
    document.addEventListener("click", cliquer);
    document.addEventListener("keydown", naviguer);
    dialogue.addEventListener("close", fermer);
    dialogue.addEventListener("click", (evenement) => { if (evenement.target === dialogue) dialogue.close(); });
    addEventListener("hashchange", changer);
    if (etat.section) allerA(etat.section);
    if (etat.preuve) await ouvrir(etat.preuve);
    document.documentElement.dataset.pret = "";
  }

  commencer();
})();
