import type { ShellMessages } from '../en/shell.ts';

export const shell: ShellMessages = {
  tagline: '就在这个网页里，用自己的数据表训练神经网络。',
  skipToContent: '跳到正文',
  loading: '正在加载…',
  home: '全部项目',

  places: { data: '数据', model: '模型', train: '训练', evaluate: '评估', use: '使用' },
  placesLabel: '项目的五个环节',
  state: {
    missing: (place) => `需要${place}`,
    ready: '就绪',
    busy: '进行中',
    done: '完成',
  },

  projects: {
    title: '项目',
    switch: '切换项目',
    new: '新建项目',
    untitled: '未命名项目',
    name: '项目名称',
    changed: '修改时间',
    created: '创建时间',
    open: '打开',
    rename: '重命名',
    renameTitle: '重命名项目',
    duplicate: '复制',
    duplicateName: (name) => `${name}（副本）`,
    remove: '删除',
    removeTitle: (name) => `删除“${name}”？`,
    removeText: '该项目的训练记录和模型会一并删除；数据若没有其他项目使用，也会删除。此操作无法撤销。',
    actions: (name) => `对“${name}”的操作`,
    none: '还没有项目。项目会列在这里，并保存在此浏览器中。',
    nameNeeded: '请填写项目名称。',
  },

  landing: {
    dropTitle: '把数据表或图片拖到这里',
    dropHint:
      '支持 CSV、TSV、Excel、Parquet、NumPy（每个文件一段记录时可多选），或按类别分文件夹的图片文件夹、ZIP。文件只在此浏览器中读取，不会发送到任何地方。',
    dropButton: '选择文件',
    empty: '从空项目开始',
    samplesTitle: '或者先看一个示例',
    samplesHint: '示例数据由本页面合成。点一下，自动完成载入、搭建、训练和评估。',
    sampleStart: '训练',
    sampleStartLabel: (name) => `载入并训练示例：${name}`,
    sampleBusy: '正在生成数据…',
    steps: {
      data: '读入并检查数据表，选定要预测的列',
      model: '选用现成方案，或自己搭建各层',
      train: '观察损失下降，有显卡就用显卡',
      evaluate: '在模型没见过的数据上检验效果',
      use: '预测新数据，下载模型',
    },
  },

  samples: {
    machineFailure: {
      name: '设备故障',
      task: '二分类，正例稀少',
      text: '铣床主轴一小时内会不会出故障？依据扭矩、转速、温度和刀具磨损。',
    },
    processYield: {
      name: '工艺收率',
      task: '回归',
      text: '由温度、压力、进料和催化剂使用时间，预测间歇反应釜的收率。',
    },
    steelGrades: {
      name: '钢种识别',
      task: '多分类',
      text: '由化学成分和轧制温度，判断钢卷属于哪个钢种。',
    },
    boltCircle: {
      name: '螺栓圆',
      task: '生成',
      text: '磨损的钻头在法兰上钻出的八个孔的位置。两个相互竞争的网络学着生成新的位置。',
    },
    surfaceDefects: {
      name: '表面缺陷',
      task: '图片，五分类',
      text: '由 40 × 40 的图片判断磨削表面有哪种缺陷：划痕、凹坑、污渍、裂纹，或没有。附缺陷掩码。',
    },
    glyphs: {
      name: '手写数字',
      task: '图片，十分类',
      text: '由 28 × 28 的笔迹图片判断写的是哪个数字。',
    },
    noisyParts: {
      name: '弱光下的零件',
      task: '图片到图片',
      text: '传送带上的零件，48 × 48 像素，光线极弱。每张图片都配有干净的图片：由 U-Net 学习去除噪声。',
    },
    defectMasks: {
      name: '缺陷掩码',
      task: '图片到图片',
      text: '磨削表面的划痕、凹坑、污渍或裂纹在哪里：由 U-Net 学习从 40 × 40 的图片画出缺陷掩码。',
    },
    bearingVibration: {
      name: '轴承振动',
      task: '时间窗口，四类',
      text: '由两路加速度信号判断轴承哪里有问题：在 128 个采样点上做卷积。',
    },
    pressCycles: {
      name: '压机循环',
      task: '逐步标注',
      text: '由位置、压力和电流判断压机每 0.1 秒在做什么：双向读取的 GRU。',
    },
    fleetLife: {
      name: '机群寿命',
      task: '时间窗口，剩余寿命',
      text: '由七个传感器的变化过程预测压缩机还能运行多少个循环：循环神经网络。',
    },
    hourlyDemand: {
      name: '逐时用电',
      task: '预测 24 步',
      text: '逐小时预测次日用电负荷，并与沿用昨日数值的做法比较。',
    },
    maintenanceNotes: {
      name: '维修记录',
      task: '文本，五类',
      text: '由中文或英文的值班记录判断故障原因：把词变成学到的向量。',
    },
  },
  firstRun: '首次训练',

  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  language: '语言',

  storage: {
    title: '此浏览器中的存储',
    used: (used, quota) => `已用 ${used}，共 ${quota}`,
    share: '已占浏览器分配给本站空间的比例',
    persistent: '浏览器会一直保留，直到您自己删除。',
    notPersistent: '磁盘空间不足时，浏览器可能会清除这些数据。请让浏览器保留，并下载重要的模型。',
    askPersistence: '请求保留',
    refused: '浏览器没有同意。收藏、安装本站或使用一段时间后，通常就会同意。',
    nearlyFull: '此浏览器中的空间快用完了。请删除不再需要的项目。',
  },

  privacy: {
    line: '一切都留在此浏览器中',
    title: '您的数据去了哪里：哪儿也没去',
    text: [
      'Lathe 是一个静态网页：没有可以接收数据的服务器，没有账号，也没有跟踪。文件由本页面读取，网络用本机的处理器或显卡训练，两者都保存在此浏览器自己的存储空间（IndexedDB）里。',
      '只有您主动下载时，数据才会离开：模型、预测结果或图表。',
    ],
    checkTitle: '如何核实',
    checks: [
      '打开浏览器的开发者工具（F12），选“网络”，然后导入并训练：只会看到页面自身的文件。',
      '页面和所需环节加载完成后拔掉网线：工作照常进行。',
      '删除项目，或在浏览器中清除本站数据：数据随即消失，别处没有副本。',
    ],
  },

  notices: {
    offline: '网络已断开。页面已存在本机，可继续使用。',
    offlineNotStored: '网络已断开。已打开的部分可继续使用；尚未打开过的环节可能要等网络恢复才能加载。',
    update: 'Lathe 有新版本可用。',
    updateAction: '立即刷新',
    trainingElsewhere: (project) => `“${project}”正在训练`,
  },

  otherTab: {
    title: '此项目已在另一个标签页中打开',
    text: '为避免互相覆盖，同一时间只能在一个标签页中操作。改在这里操作时，那边正在进行的训练会停止并保留结果。',
    takeOver: '改在这里操作',
  },

  notFound: {
    project: '此浏览器中没有这个项目',
    projectHint: '它可能已被删除，或是在其他浏览器、其他用户配置中创建的。项目不会在它们之间共享。',
    page: '这个地址没有内容',
    action: '查看全部项目',
  },

  loadFailed: {
    title: '页面的这一部分无法加载',
    hint: '多半是网络断开，或页面刚刚更新。数据没有丢失。',
    action: '重试',
  },

  unexpected: {
    title: 'Lathe 自身出了问题',
    what: (message) => `意外错误：${message}`,
    next: '您的数据和模型都安全。请刷新页面；如果再次出现，请复制报告并发给本站的管理者。',
    copy: '复制报告',
    copied: '报告已复制。其中只有错误信息和浏览器名称，不含您的数据。',
    reload: '刷新页面',
    dismiss: '继续使用',
  },

  kit: {
    close: '关闭',
    cancel: '取消',
    stop: '停止',
    ok: '确定',
    more: '更多',
    clear: '清除',
    dismiss: '知道了',
    remaining: (duration) => `还需 ${duration}`,
    estimating: '正在估算…',
    of: (done, total) => `${done} / ${total}`,
    sampleSize: (n) => `n = ${n}`,
    interval: (low, high) => `95% 区间：${low} 至 ${high}`,
    intervalMethods: { clopperPearson: 'Clopper–Pearson 法', bootstrap: '自助法' },
    notNumber: '不是数字。请写成 0.5 或 1e-3 的形式。',
    notWhole: '请填写整数。',
    range: (min, max) => `应在 ${min} 到 ${max} 之间。`,
    atLeast: (min) => `不能小于 ${min}。`,
    atMost: (max) => `不能大于 ${max}。`,
    needed: '此项不能为空。',
    dropHere: '松开即可',
    chooseFolder: '选择文件夹',
    chooseFile: '选择文件',
    loadingRow: '加载中',
    sortBy: (column) => `按“${column}”排序`,
    ascending: '升序',
    descending: '降序',
    copyRefused: '浏览器不允许本页写入剪贴板。请选中文字后手动复制。',
    emptyTable: '没有数据行',
    formulaFailed: '公式无法显示：',
  },

  charts: {
    export: '保存图表',
    png: '图片（PNG）',
    svg: '矢量图（SVG）',
    csv: '数据（CSV）',
    drawing: '正在绘制…',
    empty: '暂无可绘制的内容',
    failed: '图表无法绘制',
    count: '行数',
  },
};
